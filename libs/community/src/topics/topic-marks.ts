import { Injectable } from '@nestjs/common';
import { InteractionLog, type InteractionKind, type NewInteraction, ownAct } from '@veche/interactions';
import {
  type BrakeRule,
  Clock,
  Database,
  type Sql,
  type TakenPoint,
  insistOnPoint,
  isId,
  notFound,
  rows,
  sql,
  takingPoint,
  unauthenticated,
  verbatim,
} from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type Objection, insist } from '../objection.js';
import { NO_POINT, pointAndHeld } from './held-topic.sql.js';
import { supposing } from './supposed-topic.js';
import type { TopicFacts } from './topic.policy.js';
import { TopicTurns } from './topic-turns.js';
import { TopicRepository } from './topic.repository.js';

type ObjectionToTopic = (viewer: Viewer, topic: TopicFacts) => Objection | null;

/** A person's one mark on a topic: a vote, a follow. */
export interface MarkKind<K extends InteractionKind = InteractionKind> {
  table: string;
  counter: string;
  put: K;
  taken: K;
  payload: NewInteraction<K>['payload'];
  brake: BrakeRule;
}

/** The topic after a mark, as far as the statement tells. */
export interface MarkedTopic {
  id: string;
  votes: number;
  followerCount: number;
}

type MarkRow = TakenPoint & { [K in keyof MarkedTopic]: MarkedTopic[K] | null } & { changed: boolean };

/**
 * Puts and takes marks by one statement: it takes the point of the brake, locks the topic that the viewer sees and the policy allows,
 * changes the mark and its counter, and appends to the log last. People who mark one topic at once wait for each other's commits
 * and for no round trips.
 */
@Injectable()
export class TopicMarks {
  constructor(
    private readonly database: Database,
    private readonly turns: TopicTurns,
    private readonly topics: TopicRepository,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Once, however often. @throws Refusal UNAUTHENTICATED, LIMITED, NOT_FOUND, or the objection */
  put(viewer: Viewer, topicId: string, kind: MarkKind, objection: ObjectionToTopic): Promise<MarkedTopic> {
    const change = sql`insert into ${verbatim(kind.table)} (topic_id, audience_id, topic_state, person_id, created_at)
      select id, audience_id, state, ${viewer.personId}::uuid, ${this.clock.now()}::timestamptz from held
      on conflict (topic_id, person_id) do nothing returning topic_id`;
    return this.change(viewer, topicId, kind, objection, { change, by: 1, happened: kind.put });
  }

  /** Possible as long as the topic is seen. @throws Refusal UNAUTHENTICATED, LIMITED, NOT_FOUND */
  take(viewer: Viewer, topicId: string, kind: MarkKind): Promise<MarkedTopic> {
    const change = sql`delete from ${verbatim(kind.table)} m using held where m.topic_id = held.id and m.person_id = ${viewer.personId}
      returning m.topic_id`;
    return this.change(viewer, topicId, kind, () => null, { change, by: -1, happened: kind.taken });
  }

  private async change(
    viewer: Viewer,
    topicId: string,
    { counter, brake, payload }: MarkKind,
    objection: ObjectionToTopic,
    { change, by, happened }: { change: Sql; by: 1 | -1; happened: InteractionKind },
  ): Promise<MarkedTopic> {
    if (viewer.personId === null) throw unauthenticated();
    if (!isId(topicId)) throw notFound();
    const act = ownAct(viewer, happened, payload, { topicId });
    const statement = (point: Sql, condition: Sql): Sql => sql`with ${pointAndHeld(viewer, topicId, brake, point, condition)},
      changed as (${change}),
      counted as (update topic t set ${verbatim(counter)} = t.${verbatim(counter)} + ${by} from changed where t.id = changed.topic_id
        returning t.id, t.audience_id, t.score, t.follower_count),
      logged as (${this.log.appending(act, 'counted')})
      select point.points, point.expire, held.id, coalesce(counted.score, held.score) as votes,
        coalesce(counted.follower_count, held.follower_count) as "followerCount", counted.id is not null as changed
      from point left join held on true left join counted on true`;

    const fast = statement(takingPoint(brake, viewer.personId), supposing(viewer, objection) ?? sql`false`);
    const [row] = await this.turns.take(topicId, () => this.database.atOnce<MarkRow>(fast));
    insistOnPoint(brake, row!);
    const marked = row!.id !== null ? row! : await this.carefully(viewer, topicId, objection, statement(NO_POINT, sql`true`));
    if (marked.changed) this.log.announce(this.database);
    return { id: marked.id!, votes: marked.votes!, followerCount: marked.followerCount! };
  }

  /** Not there, refused, or moved meanwhile: the lock tells which. */
  private carefully(viewer: Viewer, topicId: string, objection: ObjectionToTopic, statement: Sql): Promise<MarkRow> {
    return this.database.transaction(async (tx) => {
      insist(objection(viewer, await this.topics.lock(tx, viewer, topicId)));
      const [row] = await rows<MarkRow>(tx, statement);
      return row!;
    });
  }
}
