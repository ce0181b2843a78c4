import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, type TakenPoint, type Tx, insistOnPoint, notFound, rows, sql, takePoints, verbatim } from '@veche/platform';
import { insist } from '../objection.js';
import { VOTES } from '../votes/vote.brake.js';
import type { Outcome } from './gathering.js';
import type { MarkAct, MarkedTopic } from './mark.js';
import { type LockedTopic, TopicRepository } from './topic.repository.js';

/**
 * Writes marks of several people on one topic in one transaction: points of the brake, the topic's lock, what each may change with its
 * counter, and last a line of the log for each mark that really came or went, in the order of the acts.
 */
@Injectable()
export class MarkBatch {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @param acts of signed-in people, of nobody two
   * @param isPaid their points have been taken already
   * @returns what becomes of each: a refusal is one's own and costs the others nothing
   */
  write(topicId: string, acts: readonly MarkAct[], { isPaid = false } = {}): Promise<Outcome<MarkedTopic>[]> {
    return this.database.transaction(async (tx) => {
      // Before the topic, as everywhere: whoever holds a topic waits for no brake.
      const points = isPaid ? [] : await takePoints(tx, VOTES, acts.map(personOf));
      const topics = await this.topics.lockForEach(
        tx,
        acts.map(({ viewer }) => viewer),
        topicId,
      );
      const permits = acts.map((act, nth) => permitOf(act, points[nth], topics[nth]!));
      const topic = topics.find((one) => one !== null);
      if (topic === undefined) return permits as Outcome<never>[];
      const allowed = acts.filter((_, nth) => permits[nth]!.status === 'fulfilled');
      const changed = await this.change(tx, topic, allowed);
      await this.log.append(tx, ...allowed.filter((act) => changed.has(act)).map((act) => interactionOf(act, topic)));
      return tell(topic, acts, permits, changed);
    });
  }

  /** @returns those whose mark was not there, or was there to be taken */
  private async change(tx: Tx, topic: LockedTopic, acts: readonly MarkAct[]): Promise<Set<MarkAct>> {
    const changed = new Set<MarkAct>();
    for (const alike of groupsOf(acts)) {
      const people = new Set(await this.changeAlike(tx, topic, alike));
      for (const act of alike) if (people.has(personOf(act))) changed.add(act);
    }
    return changed;
  }

  /** Puts, or takes, marks of one kind. @returns the people for whom that changed something */
  private async changeAlike(tx: Tx, { id, audienceId, state }: LockedTopic, acts: readonly MarkAct[]): Promise<string[]> {
    const { kind, by } = acts[0]!;
    const [table, counter] = [verbatim(kind.table), verbatim(kind.counter)];
    const people = acts.map(personOf);
    const put = sql`insert into ${table} (topic_id, audience_id, topic_state, person_id, created_at)
      select ${id}::uuid, ${audienceId}::integer, ${state}, person, ${this.clock.now()}::timestamptz from unnest(${people}::uuid[]) person
      on conflict (topic_id, person_id) do nothing returning person_id`;
    const take = sql`delete from ${table} where topic_id = ${id} and person_id = any(${people}::uuid[]) returning person_id`;
    const changed = await rows<{ personId: string }>(
      tx,
      sql`with changed as (${by === 1 ? put : take}),
        counted as (update topic set ${counter} = ${counter} + ${by} * (select count(*)::integer from changed)
          where id = ${id} and exists (select from changed))
        select person_id as "personId" from changed`,
    );
    return changed.map(({ personId }) => personId);
  }
}

const personOf = ({ viewer }: MarkAct): string => viewer.personId!;

/** Whether one may, asked about the locked topic. */
function permitOf(act: MarkAct, point: TakenPoint | undefined, topic: LockedTopic | null): Outcome<void> {
  try {
    if (point !== undefined) insistOnPoint(VOTES, point);
    if (topic === null) throw notFound();
    insist(act.objection(act.viewer, topic));
    return { status: 'fulfilled', value: undefined };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function groupsOf(acts: readonly MarkAct[]): Iterable<MarkAct[]> {
  const groups = new Map<string, MarkAct[]>();
  for (const act of acts) {
    const name = `${act.kind.table} ${act.by}`;
    groups.set(name, [...(groups.get(name) ?? []), act]);
  }
  return groups.values();
}

function interactionOf({ viewer, kind, by }: MarkAct, { id, audienceId }: LockedTopic) {
  return ownAct(viewer, by === 1 ? kind.put : kind.taken, kind.payload, { topicId: id, audienceId });
}

/** To each the numbers as they were after the own act: as if they had come one after the other. */
function tell(
  topic: LockedTopic,
  acts: readonly MarkAct[],
  permits: readonly Outcome<void>[],
  changed: ReadonlySet<MarkAct>,
): Outcome<MarkedTopic>[] {
  const counts = { vote_count: topic.importedScore + topic.voteCount, follower_count: topic.followerCount };
  return acts.map((act, nth) => {
    const permit = permits[nth]!;
    if (permit.status === 'rejected') return permit;
    if (changed.has(act)) counts[act.kind.counter] += act.by;
    return { status: 'fulfilled', value: { id: topic.id, votes: counts.vote_count, followerCount: counts.follower_count } };
  });
}
