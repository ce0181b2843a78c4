import { type Database, type Reader, sql } from '@veche/platform';
import { type GatedReply, type GatedTopic } from '../visible.js';
import { belongs, knowsOf, seesReply, seesTopic, seesWhatHangsOn } from './oracle.js';
import { type RandomAsker, type RandomReply, type RandomTopic, type RandomWorld, placeOf } from './random-world.js';
import { matches } from './search-filter.js';

/** visible.ts as it is, or with something changed. */
export type Rule = typeof import('../visible.js');

/** What the renderings said that the oracle does not, and how many pairs of viewer and row were asked about. */
export interface Comparison {
  pairs: number;
  /** `rendering: says … of …`, at most one per viewer and rendering. */
  disagreements: string[];
}

/** Asks every rendering of the rule about every viewer and every row of the world. */
export async function compare(rule: Rule, world: RandomWorld, db: Database): Promise<Comparison> {
  const disagreements: string[] = [];
  for (const one of world.askers) {
    const wrong = (rendering: string, id: string) =>
      disagreements.push(`${rendering} is wrong for ${JSON.stringify(one.asker)} about ${id}`);
    await compareSql(rule, world, db.main, one, wrong);
    compareRows(rule, world, one, wrong);
    compareRecipients(rule, world, one, wrong);
  }
  return { pairs: world.askers.length * (2 * world.topics.length + world.replies.length), disagreements };
}

type Wrong = (rendering: string, id: string) => void;

/** The SQL conditions for topics, for replies and for what hangs on a topic. */
export async function compareSql(
  rule: Rule,
  world: RandomWorld,
  reader: Reader,
  { asker, viewer }: RandomAsker,
  wrong: Wrong,
): Promise<void> {
  const found = await reader.rows<{ what: string; id: string }>(
    sql`select 'topic' as what, t.id from topic t where ${rule.visibleTopic(viewer, 't')}
        union all select 'reply', r.id from reply r where ${rule.visibleReply(viewer, 'r')}
        union all select 'hanging', c.topic_id from topic_product c where ${rule.visibleWithTopic(viewer, 'c')}
        union all select 'group', g.id from groups g where ${rule.visibleGroup(viewer, 'g')}
        union all select 'profile', p.group_id from group_profile p where ${rule.visibleForAudience(viewer, 'p')}`,
  );
  const said = new Set(found.map(({ what, id }) => `${what} ${id}`));
  const differs = (what: string, id: string, should: boolean) => said.has(`${what} ${id}`) !== should;
  const topic = world.topics.find(({ id, facts }) => differs('topic', id, seesTopic(asker, facts)));
  const reply = world.replies.find(({ id, facts }) => differs('reply', id, seesReply(asker, facts)));
  const hanging = world.topics.find(({ id, facts }) => differs('hanging', id, seesWhatHangsOn(asker, facts)));
  const group = world.groups.find((one) => differs('group', one.id, knowsOf(asker, one)));
  const profile = world.groups.find((one) => differs('profile', one.id, belongs(asker, placeOf(one).for)));
  if (group !== undefined) wrong('visibleGroup', group.id);
  if (profile !== undefined) wrong('visibleForAudience', profile.id);
  if (topic !== undefined) wrong('visibleTopic', topic.id);
  if (reply !== undefined) wrong('visibleReply', reply.id);
  if (hanging !== undefined) wrong('visibleWithTopic', hanging.id);
}

function compareRows(rule: Rule, { topics, replies, groups }: RandomWorld, { asker, viewer }: RandomAsker, wrong: Wrong): void {
  const topic = topics.find((row) => rule.canSee(viewer, gatedTopic(row)) !== seesTopic(asker, row.facts));
  const reply = replies.find((row) => rule.canSee(viewer, gatedReply(row)) !== seesReply(asker, row.facts));
  if (topic !== undefined) wrong('canSee', topic.id);
  if (reply !== undefined) wrong('canSee', reply.id);
  const group = groups.find((one) => rule.canSeeGroup(viewer, one) !== knowsOf(asker, one));
  if (group !== undefined) wrong('canSeeGroup', group.id);
  const searched = topics.find(({ audienceId, facts }) => {
    const published = facts.state === 'published';
    return matches(rule.searchFilter(viewer), { audience: audienceId, published }) !== (published && belongs(asker, facts.for));
  });
  if (searched !== undefined) wrong('searchFilter', searched.id);
  const rooms = new Set(rule.socketRooms(viewer));
  const heard = topics.find(
    ({ audienceId, facts }) => rule.roomsOf(audienceId).some((room) => rooms.has(room)) !== belongs(asker, facts.for),
  );
  if (heard !== undefined) wrong('socketRooms', heard.id);
}

/** The choice of recipients, asked with the whole world as candidates: who is told must be exactly who sees. */
function compareRecipients(rule: Rule, { topics, replies }: RandomWorld, { asker, viewer }: RandomAsker, wrong: Wrong): void {
  const isTold = (row: GatedTopic | GatedReply) => rule.recipients(row, [viewer]).length === 1;
  const topic = topics.find((row) => isTold(gatedTopic(row)) !== seesTopic(asker, row.facts));
  const reply = replies.find((row) => isTold(gatedReply(row)) !== seesReply(asker, row.facts));
  if (topic !== undefined) wrong('recipients', topic.id);
  if (reply !== undefined) wrong('recipients', reply.id);
}

function gatedTopic({ audienceId, facts }: RandomTopic): GatedTopic {
  return { audienceId, state: facts.state as GatedTopic['state'], authorPersonId: facts.author };
}

function gatedReply({ audienceId, facts }: RandomReply): GatedReply {
  return {
    audienceId,
    state: facts.state as GatedTopic['state'],
    authorPersonId: facts.author,
    topicState: facts.topic.state as GatedTopic['state'],
    parentState: facts.parentState as GatedReply['parentState'],
  };
}
