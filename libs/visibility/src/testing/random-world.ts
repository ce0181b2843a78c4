import { type Database, newId, newTopicKey, rows, sql } from '@veche/platform';
import { PRIVATE_FROM } from '../audiences/audience.js';
import { ROLES, type Role, type Viewer, viewerOf, visitor } from '../viewer.js';
import type { Asker, For, ReplyFacts, TopicFacts } from './oracle.js';

/** One that asks: as the oracle knows it and as the rule does. */
export interface RandomAsker {
  asker: Asker;
  viewer: Viewer;
}
export interface RandomTopic {
  id: string;
  audienceId: number;
  facts: TopicFacts;
}
export interface RandomReply {
  id: string;
  audienceId: number;
  facts: ReplyFacts;
}
/** Random viewers, and random rows that stand in the database. */
export interface RandomWorld {
  askers: RandomAsker[];
  topics: RandomTopic[];
  replies: RandomReply[];
}

/** Stands for a closed group: an audience of which one is a member or not, whatever one's roles are. */
const GROUP = 100;
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
  const audiences: { id: number; for: For }[] = [
    { id: 1, for: 'everyone' },
    { id: 2, for: 'members' },
    { id: 3, for: 'staff' },
    { id: GROUP, for: { group: GROUP } },
    ...[...privately].map(([person, id]) => ({ id, for: { personAndCompany: person } })),
  ];
  const author = () => pick([...people, null]);

  // Audiences (7) and states (5) by turns, so that every pair of them is met; the rest by chance.
  const turn = <T>(from: readonly T[], i: number): T => from[i % from.length]!;
  const topics = Array.from({ length: size.topics }, (_, i): RandomTopic => {
    const audience = turn(audiences, i);
    return { id: newId(), audienceId: audience.id, facts: { for: audience.for, state: turn(STATES, i), author: author() } };
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
    const roles = person === null ? [] : ROLES.filter(() => upTo(4) === 0);
    const groups = person !== null && upTo(3) === 0 ? [GROUP] : [];
    return { asker: { person, roles, groups }, viewer: viewerFor(person, roles, groups, privately) };
  });

  await writeWorld(db, people, privately, topics, [...answers, ...comments]);
  return { askers, topics, replies: [...answers, ...comments] };
}

function viewerFor(
  person: string | null,
  roles: readonly Role[],
  groups: readonly number[],
  privately: ReadonlyMap<string, number>,
): Viewer {
  if (person === null) return visitor();
  const privateAudienceId = privately.get(person) ?? null;
  const viewer = viewerOf({ personId: person, accountId: null, sessionId: null, name: '', roles, privateAudienceId, locale: 'en' });
  return { ...viewer, audienceIds: [...viewer.audienceIds, ...groups] };
}

type WrittenReply = RandomReply & { topic: RandomTopic; parent: string | null };

function writeWorld(
  db: Database,
  people: string[],
  privately: ReadonlyMap<string, number>,
  topics: RandomTopic[],
  replies: WrittenReply[],
): Promise<void> {
  const product = newId();
  return db.transaction(async (tx) => {
    for (const person of people) {
      await rows(tx, sql`insert into person (id, handle, name, joined_at, created_at) values (${person}, ${person}, '', now(), now())`);
    }
    await rows(tx, sql`insert into audience (id, kind) values (${GROUP}, 'members')`);
    for (const [person, id] of privately)
      await rows(tx, sql`insert into audience (id, kind, person_id) values (${id}, 'private', ${person})`);
    await rows(tx, sql`insert into product (id, slug, name, created_at) values (${product}, 'p', 'P', now())`);
    for (const { id, audienceId, facts } of topics) {
      await rows(
        tx,
        sql`insert into topic (id, key, slug, kind, state, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
            values (${id}, ${newTopicKey()}, '', 'QUESTION', ${facts.state}, ${audienceId}, '', '', '', '', ${facts.author}, '', now(), now())`,
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
