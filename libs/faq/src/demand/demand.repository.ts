import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import { HALF_LIFE, IMPORTED_WEIGHT, WEIGHTS } from './demand.js';

/** Older than so many half-lives before the newest (160 years), a need would make PostgreSQL's power() fail for smallness. */
const OLDEST = 1000;

/** The table `demand`: one score per topic, which lists sort by. */
@Injectable()
export class DemandRepository {
  /**
   * Computes the demand of topics anew from their needs. Never by adding to the old score: a float forgets small old needs. The sum
   * has a fixed order, so the same needs give the same bits. Audience and state follow the topic by cascade once the row is there.
   */
  async recompute(tx: Tx, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await rows(
      tx,
      sql`with counted as (
            select topic_id, extract(epoch from at)::float8 as at, kind, person_id,
              case kind when 'ME_TOO' then ${WEIGHTS.ME_TOO}::float8 when 'ANSWER_VOTE' then ${WEIGHTS.ANSWER_VOTE} else ${WEIGHTS.FOLLOW} end as weight
            from need_counted where topic_id = any(${[...topicIds]}::uuid[])
            union all
            select topic_id, extract(epoch from asked_at)::float8, 'IMPORTED', null, imported_need * ${IMPORTED_WEIGHT}::float8
            from need_topic where topic_id = any(${[...topicIds]}::uuid[]) and imported_need > 0
          ), newest as (
            select topic_id, max(at) as at, count(distinct person_id) as people from counted group by topic_id
          ), total as (
            select topic_id, sum(c.weight * power(2::float8, greatest(-${OLDEST}::float8, (c.at - m.at) / ${HALF_LIFE}::float8)) order by c.at, c.kind collate "C", c.person_id) as sum
            from counted c join newest m using (topic_id) group by topic_id
          )
          insert into demand (topic_id, audience_id, topic_state, score, people, imported_need, is_eligible)
          select t.id, t.audience_id, t.state,
            coalesce(m.at / ${HALF_LIFE}::float8 + ln(s.sum) / ln(2::float8), 0),
            coalesce(m.people, 0), n.imported_need,
            s.sum is not null and coalesce(n.solution_reply_id, n.official_reply_id) is not null
          from topic t
          join need_topic n on n.topic_id = t.id
          left join newest m on m.topic_id = t.id
          left join total s on s.topic_id = t.id
          where t.id = any(${[...topicIds]}::uuid[])
          on conflict (topic_id) do update set score = excluded.score, people = excluded.people,
            imported_need = excluded.imported_need, is_eligible = excluded.is_eligible`,
    );
  }
}
