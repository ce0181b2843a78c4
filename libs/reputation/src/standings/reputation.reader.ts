import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Clock, DAY, type Sql, sql } from '@veche/platform';
import { Gate, type Viewer, visibleWithTopic } from '@veche/visibility';
import { type LeaderboardPeriod, PERIODS, type Standing } from './reputation.type.js';

/** Which points a leaderboard adds up. */
export interface LeaderboardWish {
  period: LeaderboardPeriod;
  /** Slugs. */
  product: string | null;
  group: string | null;
  first: number;
}

/** Sums of points as a viewer may see them: what was earned where they may not read is not in them. */
@Injectable()
export class ReputationReader {
  constructor(
    private readonly gate: Gate,
    private readonly clock: Clock,
  ) {}

  /** Points of these persons outside groups; whoever has none is not there. One statement. */
  async points(viewer: Viewer, personIds: readonly string[]): Promise<Map<string, number>> {
    const found = await this.gate.readerFor(viewer).rows<{ personId: string; points: number }>(
      // Who was merged into somebody earned for them.
      sql`with recursive alias (person_id, id) as (
            select id, id from unnest(${[...personIds]}::uuid[]) as id
            union
            select a.person_id, p.id from alias a join person p on p.merged_into_id = a.id)
          select a.person_id as "personId", sum(s.points)::integer as points
          from alias a join reputation_sum s on s.person_id = a.id join topic t on t.id = s.topic_id
          where ${visibleWithTopic(viewer, 's')} and t.group_id is null
          group by 1`,
    );
    return new Map(found.map(({ personId, points }) => [personId, points]));
  }

  /** Who earned most. Whoever speaks for the company is not ranked among its customers. One statement. */
  async leaderboard(viewer: Viewer, { period, product, group, first }: LeaderboardWish): Promise<Standing[]> {
    const since = new Date(this.clock.now().getTime() - PERIODS[period] * DAY).toISOString().slice(0, 10);
    return this.gate.readerFor(viewer).rows<Standing>(
      sql`with earned as (
            select case when p.merged_into_id is null then p.id else surviving_person(p.id) end as person_id, sum(s.points)::integer as points
            from reputation_sum s join topic t on t.id = s.topic_id join person p on p.id = s.person_id
            where s.day > ${since}::date and ${visibleWithTopic(viewer, 's')} and ${inGroup(group)} and ${about(product)}
            group by 1 having sum(s.points) > 0)
          select rank() over (order by e.points desc)::integer as place, e.points, ${personJson('p')} as person
          from earned e join person p on p.id = e.person_id
          where p.state = 'active' and not p.is_representative
          order by e.points desc, p.joined_at, p.id limit ${first}`,
    );
  }
}

function inGroup(slug: string | null): Sql {
  return slug === null ? sql`t.group_id is null` : sql`t.group_id = (select g.id from groups g where g.slug = ${plain(slug)})`;
}

function about(slug: string | null): Sql {
  return slug === null ? sql`true` : sql`t.product_ids && array(select p.id from product p where p.slug = ${plain(slug)})`;
}

/** PostgreSQL takes no NUL in a text. */
function plain(slug: string): string {
  return slug.replaceAll('\u0000', ' ');
}
