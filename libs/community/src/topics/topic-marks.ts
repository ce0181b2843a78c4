import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import {
  Clock,
  Database,
  type Sql,
  type TakenPoint,
  codeOf,
  insistOnPoint,
  isAway,
  isId,
  logger,
  notFound,
  sql,
  takingPoint,
  unauthenticated,
  verbatim,
} from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { VOTES } from '../votes/vote.brake.js';
import { Gathering, type Outcome } from './gathering.js';
import { pointAndHeld } from './held-topic.sql.js';
import type { MarkAct, MarkKind, MarkedTopic } from './mark.js';
import { MarkBatch } from './mark-batch.js';
import { supposing } from './supposed-topic.js';

type MarkRow = TakenPoint & { [K in keyof MarkedTopic]: MarkedTopic[K] | null } & { changed: boolean };

/**
 * Puts and takes marks. Of whoever marks a topic alone, by one statement: it takes the point of the brake, locks the topic that the
 * viewer sees and the policy allows, changes the mark and its counter, and appends to the log last. Those who come while it is on its way
 * to the disk are written together after it.
 */
@Injectable()
export class TopicMarks {
  private readonly gathering = new Gathering<MarkAct, MarkedTopic>((topicId, acts) => this.write(topicId, acts));

  constructor(
    private readonly database: Database,
    private readonly batch: MarkBatch,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Once, however often. @throws Refusal UNAUTHENTICATED, LIMITED, NOT_FOUND, or the objection */
  put(viewer: Viewer, topicId: string, kind: MarkKind, objection: MarkAct['objection']): Promise<MarkedTopic> {
    return this.change(topicId, { viewer, kind, by: 1, objection });
  }

  /** Possible as long as the topic is seen. @throws Refusal UNAUTHENTICATED, LIMITED, NOT_FOUND */
  take(viewer: Viewer, topicId: string, kind: MarkKind): Promise<MarkedTopic> {
    return this.change(topicId, { viewer, kind, by: -1, objection: () => null });
  }

  private async change(topicId: string, act: MarkAct): Promise<MarkedTopic> {
    const { personId } = act.viewer;
    if (personId === null) throw unauthenticated();
    if (!isId(topicId)) throw notFound();
    return this.gathering.add(topicId, personId, act);
  }

  private async write(topicId: string, acts: MarkAct[]): Promise<Outcome<MarkedTopic>[]> {
    if (acts.length > 1) {
      try {
        return await this.batch.write(topicId, acts);
      } catch (error) {
        if (isAway(error)) throw error;
        // Somebody's fault (their person is gone, say): by itself each act has its own. A mark that was put after all is put once.
        logger.info({ code: codeOf(error), acts: acts.length }, 'marks are written one by one');
      }
    }
    const outcomes: Outcome<MarkedTopic>[] = [];
    for (const act of acts) outcomes.push(...(await Promise.allSettled([this.alone(topicId, act)])));
    return outcomes;
  }

  private async alone(topicId: string, act: MarkAct): Promise<MarkedTopic> {
    const [row] = await this.database.atOnce<MarkRow>(this.statement(topicId, act));
    insistOnPoint(VOTES, row!);
    if (row!.id === null) {
      // Not there, refused, or moved meanwhile: the lock tells which.
      const [outcome] = await this.batch.write(topicId, [act], { isPaid: true });
      if (outcome!.status === 'rejected') throw outcome!.reason;
      return outcome!.value;
    }
    if (row!.changed) this.log.announce(this.database);
    return { id: row!.id, votes: row!.votes!, followerCount: row!.followerCount! };
  }

  private statement(topicId: string, { viewer, kind, by, objection }: MarkAct): Sql {
    const [table, counter] = [verbatim(kind.table), verbatim(kind.counter)];
    const put = sql`insert into ${table} (topic_id, audience_id, topic_state, person_id, created_at)
      select id, audience_id, state, ${viewer.personId}::uuid, ${this.clock.now()}::timestamptz from held
      on conflict (topic_id, person_id) do nothing returning topic_id`;
    const take = sql`delete from ${table} m using held where m.topic_id = held.id and m.person_id = ${viewer.personId} returning m.topic_id`;
    const act = ownAct(viewer, by === 1 ? kind.put : kind.taken, kind.payload, { topicId });
    const condition = supposing(viewer, objection) ?? sql`false`;
    return sql`with ${pointAndHeld(viewer, topicId, VOTES, takingPoint(VOTES, viewer.personId!), condition)},
      changed as (${by === 1 ? put : take}),
      counted as (update topic t set ${counter} = t.${counter} + ${by} from changed where t.id = changed.topic_id
        returning t.id, t.audience_id, t.score, t.follower_count),
      logged as (${this.log.appending(act, 'counted')})
      select point.points, point.expire, held.id, coalesce(counted.score, held.score) as votes,
        coalesce(counted.follower_count, held.follower_count) as "followerCount", counted.id is not null as changed
      from point left join held on true left join counted on true`;
  }
}
