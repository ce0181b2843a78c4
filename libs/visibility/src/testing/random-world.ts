import { type Database, newId, newTopicKey, rows, sql } from '@veche/platform';
import { GROUPS_FROM, PRIVATE_FROM } from '../audiences/audience.js';
import { type GroupRole, ROLES, type Role, type Viewer, viewerOf, visitor } from '../viewer.js';
import type { Asker, For, ReplyFacts, TopicFacts } from './oracle.js';

/** One that asks: as the oracle knows it and as the rule does. */
export interface RandomAsker {
  asker: Asker;
  viewer: Viewer;
}
export interface RandomTopic {
  id: string;
  audienceId: number;
  groupId: string | null;
  facts: TopicFacts;
}
export interface RandomReply {
  id: string;
  audienceId: number;
  facts: ReplyFacts;
}
/** A group, and who reads what is in it. */
export interface RandomGroup {
  id: string;
  audienceId: number;
  type: 'PUBLIC' | 'CLOSED' | 'UNLISTED';
}
/** Where a topic can be. */
export interface Place {
  audienceId: number;
  groupId: string | null;
  for: For;
}
/** Random viewers, and random rows that stand in the database. */
export interface RandomWorld {
  people: string[];
  privately: ReadonlyMap<string, number>;
  groups: RandomGroup[];
  askers: RandomAsker[];
  topics: RandomTopic[];
  replies: RandomReply[];
}

const TYPES = ['CLOSED', 'UNLISTED', 'PUBLIC'] as const;
const GROUP_ROLES = ['OWNER', 'MODERATOR', 'MEMBER', 'MEMBER', 'STEP_IN'] as const satisfies GroupRole[];
const STATES = ['published', 'published', 'held', 'hidden', 'deleted'] as const;

/** Numbers in [0, n) that look random and are the same for the same seed (mulberry32). */
export function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
  };
}

/** Makes a world and writes its rows. */
export async function randomWorld(
  db: Database,
  seed: number,
  size = { topics: 120, answers: 150, comments: 150, askers: 50 },
): Promise<RandomWorld> {
  const upTo = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[upTo(from.length)]!;
  const people = Array.from({ length: 6 }, newId);
  const privately = new Map(people.slice(0, 3).map((person, i) => [person, PRIVATE_FROM + i]));
  const groups = TYPES.map((type, i): RandomGroup => ({ id: newId(), audienceId: GROUPS_FROM + i, type }));
  const places = placesIn(groups, privately);
  const author = () => pick([...people, null]);

  // Places (9) and states (5) by turns, so that every pair of them is met; the rest by chance.
  const turn = <T>(from: readonly T[], i: number): T => from[i % from.length]!;
  const topics = Array.from({ length: size.topics }, (_, i): RandomTopic => {
    const { audienceId, groupId, for: whom } = turn(places, i);
    return { id: newId(), audienceId, groupId, facts: { for: whom, state: turn(STATES, i), author: author() } };
  });
  const answers = Array.from({ length: size.answers }, (_, i) => {
    const topic = turn(topics, i);
    const facts = { topic: topic.facts, state: pick(STATES), author: author(), parentState: null };
    return { id: newId(), topic, parent: null, audienceId: topic.audienceId, facts };
  });
  const comments = Array.from({ length: size.comments }, (_, i) => {
    const parent = pick(answers);
    const facts = { topic: parent.topic.facts, state: turn(STATES, i), author: author(), parentState: parent.facts.state };
    return { id: newId(), topic: parent.topic, parent: parent.id, audienceId: parent.audienceId, facts };
  });
  const askers = Array.from({ length: size.askers }, (_, i): RandomAsker => {
    const person = i === 0 ? null : pick(people);
    return randomAsker(upTo, person, { groups, privately });
  });

  await writeWorld(db, { people, privately, groups, askers, topics, replies: [...answers, ...comments] });
  return { people, privately, groups, askers, topics, replies: [...answers, ...comments] };
}

/** All places that a topic can be in. */
export function placesIn(groups: readonly RandomGroup[], privately: ReadonlyMap<string, number>): Place[] {
  return [
    { audienceId: 1, groupId: null, for: 'everyone' },
    { audienceId: 2, groupId: null, for: 'members' },
    { audienceId: 3, groupId: null, for: 'staff' },
    ...groups.map((group) => placeOf(group)),
    ...[...privately].map(([person, id]): Place => ({ audienceId: id, groupId: null, for: { personAndCompany: person } })),
  ];
}

export function placeOf({ id, audienceId, type }: RandomGroup): Place {
  const whom: Pick<Place, 'audienceId' | 'for'> =
    type === 'PUBLIC' ? { audienceId: 1, for: 'everyone' } : { audienceId, for: { group: audienceId } };
  return { groupId: id, ...whom };
}

/** Somebody with random roles, in random groups as one thing or another. */
export function randomAsker(
  upTo: (n: number) => number,
  person: string | null,
  { groups, privately }: Pick<RandomWorld, 'groups' | 'privately'>,
): RandomAsker {
  const roles = person === null ? [] : ROLES.filter(() => upTo(4) === 0);
  const within = person === null ? [] : groups.filter(() => upTo(3) === 0).map((group) => ({ group, as: GROUP_ROLES[upTo(5)]! }));
  return {
    asker: { person, roles, groups: within.map(({ group, as }) => ({ group: group.audienceId, as })) },
    viewer: viewerFor(person, roles, within, privately),
  };
}

function viewerFor(
  person: string | null,
  roles: readonly Role[],
  within: readonly { group: RandomGroup; as: GroupRole }[],
  privately: ReadonlyMap<string, number>,
): Viewer {
  if (person === null) return visitor();
  const privateAudienceId = privately.get(person) ?? null;
  const groups = within.map(({ group: { id, audienceId }, as }) => ({ id, audienceId, role: as }));
  return viewerOf({ personId: person, accountId: null, sessionId: null, name: '', roles, privateAudienceId, groups, locale: 'en' });
}

type WrittenReply = RandomReply & { topic: RandomTopic; parent: string | null };

function writeWorld(
  db: Database,
  { people, privately, groups, topics, replies }: RandomWorld & { replies: WrittenReply[] },
): Promise<void> {
  const product = newId();
  return db.transaction(async (tx) => {
    for (const person of people) {
      await rows(tx, sql`insert into person (id, handle, name, joined_at, created_at) values (${person}, ${person}, '', now(), now())`);
    }
    for (const { id, audienceId, type } of groups) {
      await rows(tx, sql`insert into audience (id, kind) values (${audienceId}, 'group')`);
      await rows(
        tx,
        sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
            values (${id}, ${`g${audienceId}`}, '', ${type}, ${audienceId}, ${placeOf({ id, audienceId, type }).audienceId}, now())`,
      );
      await rows(tx, sql`insert into group_profile (group_id, audience_id) select id, content_audience_id from groups where id = ${id}`);
    }
    for (const [person, id] of privately)
      await rows(tx, sql`insert into audience (id, kind, person_id) values (${id}, 'private', ${person})`);
    await rows(tx, sql`insert into product (id, slug, name, created_at) values (${product}, 'p', 'P', now())`);
    for (const { id, audienceId, groupId, facts } of topics) {
      await rows(
        tx,
        sql`insert into topic (id, key, slug, kind, state, audience_id, group_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
            values (${id}, ${newTopicKey()}, '', 'QUESTION', ${facts.state}, ${audienceId}, ${groupId}, '', '', '', '', ${facts.author}, '', now(), now())`,
      );
      await rows(tx, sql`insert into topic_product values (${id}, ${audienceId}, ${facts.state}, ${product})`);
    }
    for (const { id, topic, parent, facts } of replies) {
      await rows(
        tx,
        sql`insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, state, body_md, body_html, author_person_id, author_name, created_at)
            values (${id}, ${topic.id}, ${topic.audienceId}, ${topic.facts.state}, ${parent === null ? 'ANSWER' : 'COMMENT'}, ${parent}, ${facts.parentState},
              ${facts.state}, '', '', ${facts.author}, '', now())`,
      );
    }
  });
}
