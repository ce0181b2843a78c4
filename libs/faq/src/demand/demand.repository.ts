import { Injectable } from '@nestjs/common';
import { type Sql, type Tx, rows, sql } from '@veche/platform';
import { HALF_LIFE, IMPORTED_WEIGHT, MONTH, NO_PRODUCT, WEIGHTS } from './demand.js';

/** Older than so many half-lives before the newest (160 years), a need would make PostgreSQL's power() fail for smallness. */
const OLDEST = 1000;

/** The tables `demand` and `faq_place`: what topics are sorted by, over all and in the sections of the FAQ. */
@Injectable()
export class DemandRepository {
  /**
   * Computes the demand of topics anew from their needs. Never by adding to the old score: a float forgets small old needs. The sum
   * has a fixed order, so the same needs give the same bits. Audience and state follow the topic by cascade once the row is there.
   */
  async recompute(tx: Tx, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    const touched = sql`any(${[...topicIds]}::uuid[])`;
    await rows(
      tx,
      sql`with ${needsOf(touched)}
          insert into demand (topic_id, audience_id, topic_state, score, people, latest, imported_need, is_eligible)
          select t.id, t.audience_id, t.state, coalesce(m.at / ${HALF_LIFE}::float8 + ln(s.sum) / ln(2::float8), 0),
            coalesce(l.people, 0), coalesce(l.moments, '{}'), n.imported_need,
            s.sum is not null and coalesce(n.solution_reply_id, n.official_reply_id) is not null and t.kind in ('QUESTION', 'PROBLEM', 'IDEA')
          from topic t
          join need_topic n on n.topic_id = t.id
          left join newest m on m.topic_id = t.id
          left join total s on s.topic_id = t.id
          left join latest l on l.topic_id = t.id
          where t.id = ${touched}
          on conflict (topic_id) do update set score = excluded.score, people = excluded.people, latest = excluded.latest,
            imported_need = excluded.imported_need, is_eligible = excluded.is_eligible`,
    );
    await rows(tx, sql`delete from faq_place where topic_id = ${touched}`);
    await rows(
      tx,
      sql`insert into faq_place (section_id, topic_id, audience_id, topic_state, score)
          select coalesce(p.product_id, ${NO_PRODUCT}), d.topic_id, d.audience_id, d.topic_state, d.score
          from demand d left join topic_product p on p.topic_id = d.topic_id
          where d.topic_id = ${touched} and d.is_eligible order by d.topic_id, p.product_id`,
    );
  }
}

/** Common tables: every counted need with its weight; then per topic the newest moment, the decayed total, and the people. */
function needsOf(topics: Sql): Sql {
  return sql`counted as (
      select topic_id, at, extract(epoch from at)::float8 as seconds, kind, person_id,
        case kind when 'ME_TOO' then ${WEIGHTS.ME_TOO}::float8 when 'ANSWER_VOTE' then ${WEIGHTS.ANSWER_VOTE} else ${WEIGHTS.FOLLOW} end as weight
      from need_counted where topic_id = ${topics}
      union all
      select topic_id, asked_at, extract(epoch from asked_at)::float8, 'IMPORTED', null, imported_need * ${IMPORTED_WEIGHT}::float8
      from need_topic where topic_id = ${topics} and imported_need > 0
    ), newest as (
      select topic_id, max(seconds) as at from counted group by topic_id
    ), total as (
      select topic_id, sum(c.weight * power(2::float8, greatest(-${OLDEST}::float8, (c.seconds - m.at) / ${HALF_LIFE}::float8))
        order by c.seconds, c.kind collate "C", c.person_id) as sum
      from counted c join newest m using (topic_id) group by topic_id
    ), person_latest as (
      select topic_id, person_id, max(at) as at from counted where person_id is not null group by topic_id, person_id
    ), latest as (
      select topic_id, count(*)::integer as people,
        array_agg(p.at order by p.at desc) filter (where extract(epoch from p.at) > m.at - ${MONTH / 1000}) as moments
      from person_latest p join newest m using (topic_id) group by topic_id
    )`;
}
