import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { Client, administrator, grant, signedUp } from '../support/client.js';
import { type OneOfMany, crowdOf } from '../support/crowd.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { type Receiver, startReceiver } from '../support/receiver.js';

const SPAMMERS = 50;
const WORD = 'zyzzyvapills';
const ASK = 'mutation ($input: AskInput!) { ask(input: $input) { id state } }';
const REPLY = 'mutation ($input: ReplyInput!) { reply(input: $input) { id } }';
const LINK = `Buy ${WORD} at https://spam.example/${WORD}`;

let portal: RunningPortal;
let receiver: Receiver;
let admin: Client;
let moderator: Client;
let reader: Client & { handle: string };
let honest: { id: string; key: string };
let spammers: OneOfMany[];

beforeAll(async () => {
  receiver = await startReceiver();
  portal = await startPortal({ env: { CRM_ALLOWED_ADDRESSES: '127.0.0.0/8' } });
  admin = await administrator(portal);
  const mo = await signedUp(portal, 'Mo Moderator');
  await grant(admin, mo.personId, 'MODERATOR');
  [moderator, reader] = [mo, await signedUp(portal, 'Rea Reader')];
  await admin.ask('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', {
    input: { name: 'Our CRM', url: receiver.url, secret: receiver.secret },
  });
  // Its author follows it: a reply would be told and mailed.
  ({ ask: honest } = await reader.ask<{ ask: { id: string; key: string } }>(
    'mutation { ask(input: { kind: QUESTION, title: "An honest question", body: "How does it work?" }) { id key } }',
  ));
  spammers = await crowdOf(portal, SPAMMERS);
});
afterAll(async () => {
  await portal?.close();
  await receiver?.close();
});

const input = (i: number) => ({ kind: 'QUESTION', title: `${WORD} number ${i}`, body: LINK });
/** Everything in which the word could stand, for somebody who did not write it. */
async function seenBy(who: Client): Promise<string> {
  const { data, errors } = await who.graphql(
    `query ($key: String!, $word: String!) { topics(first: 50) { nodes { title excerpt faces { name } } } topic(key: $key) { answerCount commentCount
      replies(first: 50) { nodes { bodyHtml } } } search(query: $word) { topics { title } } }`,
    { key: honest.key, word: WORD },
  );
  const pages = await Promise.all(['/', '/questions', '/faq', `/search?q=zyzzyva`, `/t/${honest.key}/x`].map((path) => who.page(path)));
  return JSON.stringify([data, errors?.filter(({ message }) => message.includes(WORD)), pages.map(({ html }) => html)]);
}
const counts = async () =>
  (
    await portal.query<{ log: string; told: string; mailed: string; found: string }>(
      `select (select count(*) from interaction i join person p on p.id = i.person_id where p.handle like 'voter-%') as log,
        (select count(*) from notification) as told, (select count(*) from mail) as mailed,
        (select count(*) from search_document where title like '%' || $1 || '%') as found`,
      [WORD],
    )
  )[0];

describe('500 spam posts of 50 fresh accounts', () => {
  it('reach no reader, search, list, mail, notification or CRM', async () => {
    const before = await counts();
    await Promise.all(
      spammers.map(async (one) => {
        for (let i = 0; i < 5; i += 1) {
          const { data, errors } = await one.ask<{ ask: { state: string } }>(portal, ASK, { input: input(i) });
          expect(errors ?? data?.ask.state).toBe('HELD');
          expect((await one.ask(portal, REPLY, { input: { topic: honest.id, body: LINK } })).errors).toBeUndefined();
        }
      }),
    );
    await eventually(async () => {
      const [row] = await portal.query<{ open: number }>(`select count(*)::integer as open from moderation_case where state = 'open'`);
      return row!.open === 500;
    });
    for (const who of [new Client(portal), reader]) expect((await seenBy(who)).replaceAll(`q=${WORD}`, '')).not.toContain(WORD);
    expect(await counts()).toEqual(before);
    expect(JSON.stringify([...receiver.received.values()])).not.toContain(WORD);
  });

  it('are cleared by one act, and one person is restored with exactly what they had', async () => {
    const { moderationSuspects: found } = await moderator.ask<{ moderationSuspects: { person: { id: string }; cases: number }[] }>(
      '{ moderationSuspects { person { id } cases } }',
    );
    expect([found.length, found.every(({ cases }) => cases === 10)]).toEqual([SPAMMERS, true]);
    const { sanctionPeople: acts } = await moderator.ask<{ sanctionPeople: { id: string; posts: number; person: { id: string } }[] }>(
      'mutation ($input: SanctionInput!) { sanctionPeople(input: $input) { id posts person { id } } }',
      { input: { people: found.map(({ person }) => person.id), kind: 'BAN', reason: 'SPAM', removePosts: true } },
    );
    expect(acts.reduce((sum, { posts }) => sum + posts, 0)).toBe(500);
    expect((await moderator.ask<{ moderationCount: number }>('{ moderationCount }')).moderationCount).toBe(0);
    const wronged = spammers[7]!;
    const viewer = async () => (await wronged.ask<{ viewer: { person: object | null } }>(portal, '{ viewer { person { id } } }', {})).data;
    expect((await viewer())!.viewer.person).toBeNull();
    const act = acts.find(({ person }) => person.id === wronged.id)!;
    await moderator.ask('mutation ($act: ID!) { undoModeration(act: $act) }', { act: act.id });
    expect((await viewer())!.viewer.person).toEqual({ id: wronged.id });
    const states = await portal.query<{ state: string; n: number }>(
      `select state, count(*)::integer as n from (select state from topic where author_person_id = $1 union all select state from reply where author_person_id = $1) p group by state`,
      [wronged.id],
    );
    expect(states).toEqual([{ state: 'held', n: 10 }]);
  });
});
