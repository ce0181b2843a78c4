import { Injectable } from '@nestjs/common';
import type { Product } from '@veche/community';
import { Clock, type Sql, none, sql } from '@veche/platform';
import { Gate, type Viewer, visibleReply, visibleWithTopic } from '@veche/visibility';
import { FLOOR, MONTH, NO_PRODUCT, demandAt, scoreOfDemand } from '../demand/demand.js';
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

  /** Needed now, over all products; of one group's topics alone also what was needed in the past: such a group may be small. */
  async mostNeeded(viewer: Viewer, first: number, group: string | null = null): Promise<EntryRow[]> {
    const chosen =
      group === null
        ? sql`d.score >= ${this.floor()}::float8`
        : sql`t.group_id = (select g.id from groups g where g.slug = ${group.replaceAll('\u0000', ' ')})`;
    const needed = entries(viewer, sql`d.is_eligible and ${chosen}`, none, sql`d`, first);
    return this.read(viewer, sql`select ${this.reason()} from (${needed}) e ${ownWord(viewer)} order by e.score desc, e.topic_id desc`);
  }

  /**
   * Up to `first` needed now and `first` needed in the past for each product (or the one with this slug), then for topics without
   * a product. Ordered by section.
   */
  async bySection(viewer: Viewer, slug: string | null, first: number): Promise<EntryRow[]> {
    const place = sql`join faq_place f on f.topic_id = d.topic_id and f.section_id = s.id and f.topic_state = 'published'`;
    const now = entries(viewer, sql`f.score >= ${this.floor()}::float8`, place, sql`f`, first);
    const past = entries(viewer, sql`f.score < ${this.floor()}::float8`, place, sql`f`, first);
    const sections =
      slug === null
        ? sql`select id from product union all select ${NO_PRODUCT}::uuid`
        : sql`select id from product where slug = ${slug.replaceAll('\u0000', ' ')}`;
    return this.read(
      viewer,
      sql`select ${this.reason()}, case when p.id is not null then jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
              'description', p.description, 'archived', p.is_archived) end as product
          from (${sections}) s
          left join product p on p.id = s.id
          cross join lateral ((${now}) union all (${past})) e
          ${ownWord(viewer)}
          order by p.is_archived nulls last, p.position, p.id, e.score desc, e.topic_id desc`,
    );
  }

  private async read(viewer: Viewer, statement: Sql): Promise<EntryRow[]> {
    const now = this.clock.now();
    const found = await this.gate.readerFor(viewer).rows<Found>(statement);
    return found.map(({ score, ...row }) => ({ ...row, demand: demandAt(score, now) }));
  }

  /** Why an entry is there, and what this viewer said of it. */
  private reason(): Sql {
    const monthAgo = new Date(this.clock.now().getTime() - MONTH);
    return sql`e.topic_id as "topicId", e.answer_id as "answerId", e.score, e.people, e.imported_need as "importedNeed",
      (select count(*)::integer from unnest(e.latest) as at where at > ${monthAgo}) as "peopleLastMonth",
      e.score < ${this.floor()}::float8 as "isPast", h.helped as "viewerHelped"`;
  }

  private floor(): number {
    return scoreOfDemand(FLOOR, this.clock.now());
  }
}

function ownWord(viewer: Viewer): Sql {
  return sql`left join helped h on h.topic_id = e.topic_id and h.teller = ${tellerOf(viewer)}::bytea`;
}

/**
 * Published topics with a verdict that the viewer sees, the official one before the solution, the most needed first.
 * @param ordered the table whose score orders them, so that its index is walked
 */
function entries(viewer: Viewer, chosen: Sql, place: Sql, ordered: Sql, first: number): Sql {
  return sql`select d.topic_id, d.score, d.people, d.latest, d.imported_need, answer.id as answer_id
    from demand d ${place}
    join topic t on t.id = d.topic_id
    join lateral (
      select a.id from reply a where a.id in (t.official_reply_id, t.solution_reply_id) and a.state = 'published' and ${visibleReply(viewer, 'a')}
      order by a.id = t.official_reply_id desc nulls last limit 1
    ) answer on true
    where ${chosen} and d.topic_state = 'published' and ${visibleWithTopic(viewer, 'd')}
    order by ${ordered}.score desc, ${ordered}.topic_id desc limit ${first}`;
}
