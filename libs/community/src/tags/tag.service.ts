import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Database, type Sql, type Tx, codeOf, invalid, isId, notFound, rows, sql } from '@veche/platform';
import { Gate, type Viewer, visibleWithTopic } from '@veche/visibility';
import { touchSite } from '../site/site.version.js';
import { topicCountOf } from '../topics/topic-tally.js';
import { tagName } from './tag.repository.js';
import type { Tag } from './tag.type.js';

const MOST_SYNONYMS = 20;

/** Tags as a viewer sees them: a tag that no visible topic has does not exist, for its name may be all that is known of a hidden one. */
@Injectable()
export class TagService {
  constructor(
    private readonly database: Database,
    private readonly gate: Gate,
    private readonly audit: AuditLog,
  ) {}

  /** The most used first. */
  list(viewer: Viewer, first: number): Promise<Tag[]> {
    return this.gate
      .readerFor(viewer)
      .rows<Tag>(
        sql`select * from (select ${fields(viewer)} from tag g) as tag where "topicCount" > 0 order by "topicCount" desc, slug limit ${first}`,
      );
  }

  /** By its own address or a synonym's name; null when there is none that this viewer sees. */
  async bySlug(viewer: Viewer, slug: string): Promise<Tag | null> {
    if (slug.includes('\u0000')) return null;
    const [found] = await this.gate.readerFor(viewer).rows<Tag>(
      sql`select * from (select ${fields(viewer)} from tag g
            where g.slug = ${slug} or g.id in (select y.tag_id from tag_synonym y where y.name = ${slug.toLowerCase()})) as tag
          where "topicCount" > 0 order by slug = ${slug} desc limit 1`,
    );
    return found ?? null;
  }

  /** Synonyms of many tags, by id; only of tags that this viewer sees. */
  async synonyms(viewer: Viewer, ids: readonly string[]): Promise<Map<string, string[]>> {
    const found = await this.gate.readerFor(viewer).rows<{ id: string; names: string[] }>(
      sql`select y.tag_id as id, array_agg(y.name order by y.name) as names from tag_synonym y where y.tag_id = any(${ids}::uuid[])
          and exists (select from topic_tally c where c.subject_id = y.tag_id and c.topics > 0 and ${visibleWithTopic(viewer, 'c')}) group by y.tag_id`,
    );
    return new Map(found.map(({ id, names }) => [id, names]));
  }

  /**
   * Says under which other names a tag is meant, from now on. Topics keep the tags that they have.
   * @throws Refusal NOT_FOUND, INVALID (a name is a tag itself or another tag's synonym)
   */
  async saveSynonyms(viewer: Viewer, id: string, typed: readonly string[]): Promise<Tag> {
    if (!isId(id)) throw notFound();
    const names = [...new Set(typed.map((name) => tagName(name, 'synonyms')))].sort();
    if (names.length > MOST_SYNONYMS)
      throw invalid('synonyms', { en: `At most ${MOST_SYNONYMS} synonyms.`, ru: `Не больше ${MOST_SYNONYMS} синонимов.` });
    await this.database
      .transaction((tx) => this.replaceSynonyms(tx, viewer, id, names))
      .catch((error: unknown) => {
        // A synonym that another tag was given at the same moment.
        throw codeOf(error) === '23505' ? taken(names.join(', ')) : error;
      });
    const [tag] = await this.gate.readerFor(viewer).rows<Tag>(sql`select ${fields(viewer)} from tag g where g.id = ${id}`);
    return tag!;
  }

  private async replaceSynonyms(tx: Tx, viewer: Viewer, id: string, names: readonly string[]): Promise<void> {
    const [tag] = await rows(tx, sql`select 1 from tag where id = ${id} for update`);
    if (tag === undefined) throw notFound();
    const [other] = await rows<{ name: string }>(
      tx,
      sql`select name from tag where lower(name) = any(${names}::text[])
          union all select name from tag_synonym where name = any(${names}::text[]) and tag_id <> ${id} limit 1`,
    );
    if (other !== undefined) throw taken(other.name);
    await rows(tx, sql`delete from tag_synonym where tag_id = ${id}`);
    await rows(tx, sql`insert into tag_synonym (name, tag_id) select name, ${id} from unnest(${names}::text[]) as name`);
    await this.audit.record(tx, viewer, 'tag.synonyms_changed', id, { synonyms: names.length });
    await touchSite(tx);
  }
}

function fields(viewer: Viewer): Sql {
  return sql`g.id, g.slug, g.name, ${topicCountOf(viewer, 'g')} as "topicCount",
    (select coalesce(array_agg(y.name order by y.name), '{}') from tag_synonym y where y.tag_id = g.id) as synonyms`;
}

function taken(name: string): Error {
  return invalid('synonyms', {
    en: `"${name}" is a tag or another tag’s synonym already.`,
    ru: `«${name}» уже метка или синоним другой метки.`,
  });
}
