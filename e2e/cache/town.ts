import { type Client, administrator, grant, signedUp } from '../support/client.js';
import type { RunningPortal } from '../support/portal.js';

/** Somebody who acts; through which process is chosen anew for each act. */
export type Somebody = Client & { personId: string; handle: string };

/** A small community in which everything happens that pages show. */
export interface Town {
  portal: RunningPortal;
  /** The processes through which people act, and the one that they act through now. */
  doors: { url: string }[];
  door: { url: string };
  admin: Client;
  members: Somebody[];
  representative: Somebody;
  moderator: Somebody;
  productSlug: string;
}

const PEOPLE = ['Asa Asker', 'Mel Member', 'Вера Петрова'];

/** Founds it: people in each role, two products, and a topic of each kind with answers and comments. */
export async function found(portal: RunningPortal): Promise<Town> {
  const door = { url: portal.url };
  const admin = await administrator(portal);
  const members = [];
  for (const name of PEOPLE) members.push(await signedUp(door, name));
  const [representative, moderator] = [await signedUp(door, 'Rea Representative'), await signedUp(door, 'Mo Moderator')];
  await grant(admin, representative.personId, 'REPRESENTATIVE');
  await grant(admin, moderator.personId, 'MODERATOR');
  for (const name of ['Player', 'Phone'])
    await admin.ask('mutation ($n: String!) { saveProduct(input: { name: $n }) { id } }', { n: name });
  const [asker, ...others] = members as [Somebody, ...Somebody[]];
  for (const [i, kind] of ['QUESTION', 'PROBLEM', 'IDEA'].entries()) await talk(asker, others, i, kind);
  return { portal, doors: [{ url: portal.url }], door, admin, members, representative, moderator, productSlug: 'player' };
}

/** A topic of this kind that everyone sees, answered by the others; in the first one an answer is the solution. */
export async function talk(asker: Somebody, others: readonly Somebody[], i: number, kind: string): Promise<void> {
  const { ask } = await asker.ask<{ ask: { id: string } }>('mutation ($input: AskInput!) { ask(input: $input) { id } }', {
    input: {
      kind,
      title: `The topic number ${i} of ${kind.toLowerCase()}`,
      body: `What is said in it, **${i}**.`,
      tags: ['sound', `tag-${i}`],
      products: ['player'],
    },
  });
  for (const other of others) {
    const { reply } = await other.ask<{ reply: { id: string } }>('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
      input: { topic: ask.id, body: `An answer to ${i} that says something.` },
    });
    await asker.ask('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
      input: { topic: ask.id, parent: reply.id, kind: 'COMMENT', body: 'Thank you.' },
    });
    if (i === 0 && other === others[0]) await asker.ask('mutation ($id: ID!) { markSolution(reply: $id) { id } }', { id: reply.id });
  }
}
