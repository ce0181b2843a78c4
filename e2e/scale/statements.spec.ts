import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { statementsOf } from '../support/statements.js';

let portal: RunningPortal;
let path: string;
let member: Client;

/** A topic with 20 answers, comments under them, votes and both verdicts: what a real page looks like. */
beforeAll(async () => {
  // Pages made anew: one that is kept costs a single statement, or none.
  portal = await startPortal({ env: { PAGE_CACHE_MB: '0' } });
  const asker = await signedUp(portal, 'Asa Asker');
  member = await signedUp(portal, 'Mel Member');
  const { ask } = await asker.ask<{ ask: { id: string; path: string } }>(
    `mutation { ask(input: { kind: QUESTION, title: "Which cable is the right one for a long distance?", body: ${JSON.stringify(`${'A paragraph of some length about cables and rooms. '.repeat(8)}\n\n- one\n- two`)}, tags: ["cables", "rooms"] }) { id path } }`,
  );
  path = ask.path;
  const ids: string[] = [];
  // By several people: the brake on flooding is per person.
  const people = await Promise.all(Array.from({ length: 5 }, (_, i) => signedUp(portal, `Person ${i}`)));
  for (let i = 0; i < 20; i++) {
    const { reply } = await people[i % 5]!.ask<{ reply: { id: string } }>(
      'mutation ($input: ReplyInput!) { reply(input: $input) { id } }',
      {
        input: {
          topic: ask.id,
          body: `${'An answer that says something useful about it, with a **word** that stands out. '.repeat(6)} (${i})`,
        },
      },
    );
    ids.push(reply.id);
    if (i % 4 === 0)
      await asker.ask('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
        input: { topic: ask.id, parent: reply.id, kind: 'COMMENT', body: 'Thank you, that is it.' },
      });
  }
  await asker.ask('mutation ($id: ID!) { markSolution(reply: $id) { id } }', { id: ids[3] });
  await member.ask('mutation ($id: ID!) { voteTopic(topic: $id) { id } }', { id: ask.id });
});
afterAll(() => portal.close());

/** The second visit: connections are open and the day's salt is known. */
async function secondVisit(client: Client, address: string): Promise<{ count: number; texts: string[]; bytes: number }> {
  await client.page(address);
  let bytes = 0;
  const counted = await statementsOf(portal, async () => {
    const { html, status } = await client.page(address);
    expect(status).toBe(200);
    bytes = Buffer.byteLength(html);
  });
  return { ...counted, bytes };
}

describe('statements per page, on any connection', () => {
  it('a topic for a visitor: at most 4', async () => {
    const { count, texts } = await secondVisit(new Client(portal), path);
    if (count > 4 || count === 0) throw new Error(`${count} statements:\n${texts.join('\n')}`);
  });

  it('a list for a visitor: at most 3', async () => {
    const { count, texts } = await secondVisit(new Client(portal), '/questions');
    if (count > 3 || count === 0) throw new Error(`${count} statements:\n${texts.join('\n')}`);
  });

  it('a topic for a signed-in member: at most 6', async () => {
    const { count, texts } = await secondVisit(member, path);
    if (count > 6 || count === 0) throw new Error(`${count} statements:\n${texts.join('\n')}`);
  });
});

describe('bytes per page', () => {
  it('a topic with 20 replies: at most 70 KB', async () => {
    const { bytes } = await secondVisit(new Client(portal), path);
    expect(bytes).toBeLessThanOrEqual(70 * 1024);
    expect(bytes).toBeGreaterThan(20 * 1024);
  });
});
