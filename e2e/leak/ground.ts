import { eventually } from '@veche/platform/testing';
import type { RunningPortal } from '../support/portal.js';
import type { Ground, Someone } from './canaries.js';
import type { Guesses } from './schema-walk.js';

/** Waits until everything derived (demand, search, notifications, mails) is there: before we look for it. */
export function derived(portal: RunningPortal): Promise<unknown> {
  return eventually(async () => {
    const [row] = await portal.query<{ behind: string }>(
      `select coalesce(max(h.position - c.position), 1) + (select count(*) from interaction where position is null)
         + (select count(*) from mail where state = 'waiting') as behind
       from consumer_cursor c, log_head h`,
    );
    return row?.behind === '0';
  }, 120_000);
}

/** Whoever leaks is assumed to know every key, id, handle and tag. */
export function guessesOf({ planted, author, representative, publicKey, links }: Ground): Guesses {
  const groups = planted.flatMap(({ group }) => group ?? []);
  const tags = planted.flatMap(({ words }) => words.tag ?? []);
  return {
    key: [...planted.map(({ key }) => key), publicKey],
    slug: [...tags, ...groups],
    group: groups,
    path: planted.map(({ path }) => path),
    tag: tags,
    handle: [author.handle, representative.handle],
    query: planted.map(({ canaries }, i) => canaries[i % 4]!),
    title: planted.slice(-2).map(({ words }) => `Hidden ${words.title}`),
    markdown: ['plain'],
    token: ['nothing', ...links],
    product: ['none'],
    connection: ['00000000-0000-7000-8000-000000000000'],
    interaction: ['00000000-0000-7000-8000-000000000000'],
    id: planted.map(({ id }) => id),
    mine: [true],
    person: [author.personId],
    reply: planted.map(({ replyId }) => replyId),
  };
}

/** Every word that those without a role, or with no membership, may not read. */
export function hiddenFrom(ground: Ground, who: 'visitor' | 'member'): string[] {
  const topics = ground.planted.filter(({ audience }) => who === 'visitor' || audience !== 'MEMBERS');
  // Notes are for staff, earlier words for the author and staff, whatever they are about.
  const everywhere = ground.planted.flatMap(({ words }) => [words.note, words.formerly].filter((word) => word !== undefined));
  return [...new Set([...topics.flatMap(({ canaries }) => canaries), ...everywhere, ground.publicNote])];
}

/** Words that stand in groups alone. */
export const inGroups = (ground: Ground): string[] =>
  ground.planted.filter(({ group }) => group !== null).flatMap(({ canaries }) => canaries);

/** Members who are in none of the groups, and how they came to be so. */
const HOW = {
  'a member': ({ member }) => member,
  'somebody who left': ({ outsiders }) => outsiders.left,
  'somebody banned': ({ outsiders }) => outsiders.banned,
  'a member of another group': ({ outsiders }) => outsiders.elsewhere,
  'somebody invited': ({ outsiders }) => outsiders.invited,
  'somebody who asked': ({ outsiders }) => outsiders.asked,
  'somebody declined': ({ outsiders }) => outsiders.declined,
  'somebody removed while connected': ({ outsiders }) => outsiders.removed,
} satisfies Record<string, (ground: Ground) => Someone>;
export type Outsider = keyof typeof HOW;
export const OUTSIDERS = Object.keys(HOW) as Outsider[];

/** Who walks: in full everybody, else those with the most to remember; that rights are the same on every path is held by the gate's own specs. */
export const WALKERS: readonly Outsider[] =
  process.env['VECHE_STORM'] === 'small' ? ['somebody who left', 'somebody invited', 'somebody removed while connected'] : OUTSIDERS;

export function outsider(ground: Ground, who: Outsider): Someone {
  return HOW[who](ground);
}
