import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { type Client, administrator, grant, signedUp } from '../support/client.js';
import { LiveClient } from './live-client.js';
import { type TwoProcesses, twoProcesses } from './two-processes.js';

/** In full (`npm run e2e -- kill`) two hundred; in `npm test` enough to fail. */
const CLIENTS = process.env['VECHE_STORM'] === 'full' ? 200 : 40;

let portal: TwoProcesses;
let rita: Client;
beforeAll(async () => {
  portal = await twoProcesses({ SOCKETS_PER_ADDRESS: '1000' });
  const admin = await administrator(portal.second);
  const representative = await signedUp(portal.first, 'Rita');
  await grant(admin, representative.personId, 'REPRESENTATIVE');
  rita = representative;
});
afterAll(() => portal.close());

async function ask(audience: string): Promise<string> {
  const input = { kind: 'QUESTION', title: `A topic for ${audience}`, body: 'Text.', audience };
  return (await rita.ask<{ ask: { id: string } }>(`mutation ($input: AskInput!) { ask(input: $input) { id } }`, { input })).ask.id;
}

it(`kill -9 of either process loses no event of ${CLIENTS} clients, and tells nobody of what is hidden`, async () => {
  const { first, second } = portal;
  const [open, other, hidden] = [await ask('EVERYONE'), await ask('EVERYONE'), await ask('STAFF')];
  const topics = [open, other, hidden];
  const cookie = rita
    .cookiesFor(first.url)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  const clients = Array.from({ length: CLIENTS }, (_, i) => {
    const urls = i % 2 ? [first.url, second.url] : [second.url, first.url];
    // Five pages of somebody who may see everything, in either process.
    return { sees: i < 5 ? topics : [open, other], client: new LiveClient(urls, topics, i < 5 ? { cookie } : {}) };
  });
  await eventually(() => clients.every(({ client }) => client.isLive), 30_000);

  const posted: { topic: string; reply: string }[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let i = 0; !isOver; i++) {
      const topic = topics[i % 3]!;
      const input = { topic, body: `Reply ${i}`, idempotencyKey: `kill-${i}` };
      // Whichever process is there takes it; the key makes a repeat harmless.
      const id = await eventually(async () => {
        const at = Math.random() < 0.5 ? first : second;
        const response = await fetch(new URL('/graphql', at.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: at.url, cookie },
          body: JSON.stringify({ query: `mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, variables: { input } }),
        });
        return ((await response.json()) as { data?: { reply?: { id: string } } }).data?.reply?.id;
      }, 60_000);
      posted.push({ topic, reply: id });
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  })();

  for (const victim of [first, second]) {
    const before = posted.length;
    await eventually(() => posted.length > before + 10, 30_000);
    await victim.kill();
    const during = posted.length;
    await eventually(() => posted.length > during + 10, 60_000);
    await victim.start();
  }
  const before = posted.length;
  await eventually(() => posted.length > before + 10, 30_000);
  isOver = true;
  await writing;
  await eventually(() => clients.every(({ client }) => client.isLive), 60_000);
  const expected = ({ sees }: { sees: string[] }) =>
    posted
      .filter(({ topic }) => sees.includes(topic))
      .map(({ reply }) => reply)
      .sort();
  const seen = ({ client }: { client: LiveClient }) => client.heard.map(({ reply }) => reply).sort();
  await eventually(() => clients.every((one) => one.client.heard.length >= expected(one).length), 30_000).catch(() => undefined);
  for (const one of clients) expect(seen(one)).toEqual(expected(one));
  const losses = clients.reduce((sum, { client }) => sum + client.losses, 0);
  expect(losses).toBeGreaterThanOrEqual(CLIENTS);
  expect(clients.every(({ client }) => client.reloads === 0)).toBe(true);
  console.log(`${CLIENTS} clients, ${posted.length} replies, ${losses} lost connections: every client heard exactly what it may see`);
  for (const { client } of clients) client.close();
}, 300_000);
