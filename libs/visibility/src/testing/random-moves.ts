import { type Database, rows, sql } from '@veche/platform';
import { type RandomGroup, type RandomTopic, type RandomWorld, placeOf, placesIn, randomAsker } from './random-world.js';

/**
 * Shakes the world as a day of a portal does: topics move between audiences and groups, a group becomes one of another type, people
 * join, leave, rise and fall. Every move is one statement on the topic or the group alone; all under it must follow by itself.
 */
export async function shake(db: Database, world: RandomWorld, upTo: (n: number) => number): Promise<void> {
  const places = placesIn(world.groups, world.privately);
  for (let i = 0; i < 20; i += 1) await moveTopic(db, world, world.topics[upTo(world.topics.length)]!, places[upTo(places.length)]!);
  await changeType(db, world, world.groups[upTo(world.groups.length)]!, (['PUBLIC', 'CLOSED', 'UNLISTED'] as const)[upTo(3)]!);
  for (let i = 0; i < 10; i += 1) {
    // The first one is the visitor.
    const at = 1 + upTo(world.askers.length - 1);
    world.askers[at] = randomAsker(upTo, world.askers[at]!.asker.person, world);
  }
}

async function moveTopic(db: Database, world: RandomWorld, topic: RandomTopic, to: ReturnType<typeof placeOf>): Promise<void> {
  await db.transaction((tx) =>
    rows(tx, sql`update topic set audience_id = ${to.audienceId}, group_id = ${to.groupId} where id = ${topic.id}`),
  );
  follow(world, topic, to);
}

async function changeType(db: Database, world: RandomWorld, group: RandomGroup, type: RandomGroup['type']): Promise<void> {
  group.type = type;
  const to = placeOf(group);
  await db.transaction((tx) =>
    rows(tx, sql`update groups set type = ${type}, content_audience_id = ${to.audienceId} where id = ${group.id}`),
  );
  for (const topic of world.topics) if (topic.groupId === group.id) follow(world, topic, to);
}

/** What the keys of the database do by cascade, in the hand. */
function follow(world: RandomWorld, topic: RandomTopic, to: ReturnType<typeof placeOf>): void {
  Object.assign(topic, { audienceId: to.audienceId, groupId: to.groupId });
  topic.facts.for = to.for;
  for (const reply of world.replies) if (reply.facts.topic === topic.facts) reply.audienceId = to.audienceId;
}
