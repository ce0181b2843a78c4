import { Injectable } from '@nestjs/common';
import type { Product } from '@veche/community';
import { Clock, type Sql, none, sql } from '@veche/platform';
import { Gate, type Viewer, visibleReply, visibleWithTopic } from '@veche/visibility';
import { FLOOR, MONTH, demandAt, scoreOfDemand } from '../demand/demand.js';
import { tellerOf } from '../helped/teller.js';

/** An entry before its topic and answer are loaded. */
export interface EntryRow {
  topicId: string;
  answerId: string;
  people: number;
  peopleLastMonth: number;
  importedNeed: number;
  demand: number;
  isPast: boolean;
  viewerHelped: boolean | null;
  /** Of the section; null in the section of topics without a product. Not there in a choice over all products. */
  product?: Product | null;
}

type Found = Omit<EntryRow, 'demand'> & { score: number };

/** Entries of the FAQ as a viewer may see them, the most needed first. One statement each. */
@Injectable()
export class EntryRepository {
  constructor(
    private readonly gate: Gate,
    private readonly clock: Clock,
  ) {}

  /** Needed now, over all products. */
  async mostNeeded(viewer: Viewer, first: number): Promise<EntryRow[]> {
    return this.read(viewer, sql`select ${this.reason(viewer)} from (${this.needed(viewer, none, first)}) e ${this.helped(viewer)} order by e.score desc, e.topic_id desc`);
  }

  /**
   * Up to `first` needed now and `first` needed in the past for each product (or the one with this slug), then for topics without
   * a product. Ordered by section.
   */
  async bySection(viewer: Viewer, slug: string | null, first: number): Promise<EntryRow[]> {
    const about = sql`and case when s.id is null then not exists (select from topic_product p where p.topic_id = d.topic_id)
      else exists (select from topic_product p where p.topic_id = d.topic_id and p.product_id = s.id) end`;
    const others = slug === null ? sql`union all select null, null, null, null, null, null` : none;
    return this.read(
      viewer,
      sql`select ${this.reason(viewer)}, case when s.id is not null then jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name,
              'description', s.description, 'archived', s.is_archived) end as product
          from (select id, slug, name, description, position, is_archived from product
                where ${slug}::text is null or slug = ${slug} ${others}) s
          cross join lateral ((${this.needed(viewer, about, first)}) union all (${this.neededInThePast(viewer, about, first)})) e
          ${this.helped(viewer)}
          order by s.is_archived nulls last, s.position, s.id, e.score desc, e.topic_id desc`,
    );
  }

  private async read(viewer: Viewer, statement: Sql): Promise<EntryRow[]> {
    const now = this.clock.now();
    const found = await this.gate.readerFor(viewer).rows<Found>(statement);
    return found.map(({ score, ...row }) => ({ ...row, demand: demandAt(score, now) }));
  }

  private needed(viewer: Viewer, about: Sql, first: number): Sql {
    return entries(viewer, sql`d.score >= ${this.floor()}::float8`, about, first);
  }

  private neededInThePast(viewer: Viewer, about: Sql, first: number): Sql {
    return entries(viewer, sql`d.score < ${this.floor()}::float8`, about, first);
  }

  private floor(): number {
    return scoreOfDemand(FLOOR, this.clock.now());
  }

  /** Why an entry is there, and what this viewer said of it. */
  private reason(viewer: Viewer): Sql {
    // Visitors may read when a public topic was needed, never by whom.
    const people = viewer.personId === null ? sql`public_need_person` : sql`need_person`;
    return sql`e.topic_id as "topicId", e.answer_id as "answerId", e.score, e.people, e.imported_need as "importedNeed",
      (select count(*)::integer from ${people} n where n.topic_id = e.topic_id and n.at > ${this.monthAgo()}) as "peopleLastMonth",
      e.score < ${this.floor()}::float8 as "isPast", h.helped as "viewerHelped"`;
  }

  private monthAgo(): Date {
    return new Date(this.clock.now().getTime() - MONTH);
  }

  private helped(viewer: Viewer): Sql {
    return sql`left join helped h on h.topic_id = e.topic_id and h.teller = ${tellerOf(viewer)}::bytea`;
  }
}

/**
 * Published topics with a verdict that the viewer sees, the official one before the solution. Praise and news need no answer,
 * whatever was marked under them.
 */
function entries(viewer: Viewer, range: Sql, about: Sql, first: number): Sql {
  return sql`select d.topic_id, d.score, d.people, d.imported_need, answer.id as answer_id
    from demand d
    join topic t on t.id = d.topic_id and t.kind in ('QUESTION', 'PROBLEM', 'IDEA')
    join lateral (
      select a.id from reply a where a.id in (t.official_reply_id, t.solution_reply_id) and a.state = 'published' and ${visibleReply(viewer, 'a')}
      order by a.id = t.official_reply_id desc nulls last limit 1
    ) answer on true
    where d.is_eligible and d.topic_state = 'published' and ${range} and ${visibleWithTopic(viewer, 'd')} ${about}
    order by d.score desc, d.topic_id desc limit ${first}`;
}
