import { type BrakeRule, type Sql, sql } from '@veche/platform';
import { type Viewer, visibleTopic } from '@veche/visibility';

/** For who is not braked, or has paid already: no point is taken. */
export const NO_POINT: Sql = sql`select 0 as points, null::bigint as expire`;

/**
 * The beginning of every command that is one statement, as two named parts of it: `point`, a TakenPoint, and `held`, the topic locked as
 * it is at that moment; empty when the point was one too many, when the viewer does not see the topic, or when `condition` (on alias `t`)
 * does not hold. What follows copies `audience_id` and `state` from there (decision 9). `no key`: readers of the log hold key shares of
 * many topics while they work through a batch, and only a move needs to wait for those.
 */
export function pointAndHeld(viewer: Viewer, topicId: string, { points }: BrakeRule, point: Sql, condition: Sql): Sql {
  return sql`point as (${point}),
    held as (select t.id, t.audience_id, t.state, t.score, t.follower_count from topic t, point
      where point.points <= ${points} and t.id = ${topicId} and ${visibleTopic(viewer, 't')} and ${condition} for no key update of t)`;
}
