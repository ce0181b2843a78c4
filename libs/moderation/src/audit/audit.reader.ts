import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, type Sql, decodeCursor, invalid, isId, joined, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, visibleGroup, visibleTopic } from '@veche/visibility';
import type { AuditEntry } from './audit.type.js';

/** What is searched for; what is not given does not matter. */
export interface AuditQuery {
  /** Handle of who did it, or to whom it was done. */
  person?: string | null;
  /** `role.granted`, or the beginning of such: `role`. */
  act?: string | null;
  /** Id or name of what it was done to. */
  subject?: string | null;
  from?: Date | null;
  until?: Date | null;
  after?: string | null;
  first?: number | null;
}

/** The audit log as administrators search it, the newest first. */
@Injectable()
export class AuditReader {
  constructor(private readonly database: Database) {}

  /** One statement; a page whose keyset is a moment and an id. @throws Refusal INVALID (`after`) */
  async search(viewer: Viewer, query: AuditQuery): Promise<Page<AuditEntry>> {
    const first = pageSize(query.first, 50);
    const found = await this.database.main.rows<AuditEntry>(
      sql`with e as materialized (select * from audit_entry e where ${joined(conditionsOf(query), ' and ')}
            order by e.at desc, e.id desc limit ${first + 1})
          select e.id, e.at, e.act, ${personJson('a')} as actor, e.subject,
            coalesce(t.title, g.name, p.name) as "subjectName",
            case when t.id is not null then '/t/' || t.key || '/' || t.slug when g.id is not null then '/groups/' || g.slug
              when p.id is not null then '/people/' || p.handle end as "subjectPath",
            case when e.group_id is not null and g.id is null and t.id is null then '[]'::jsonb else
              (select coalesce(jsonb_agg(jsonb_build_object('name', d.key, 'value', coalesce(d.value #>> '{}', '')) order by d.key), '[]')
               from jsonb_each(e.detail) d where d.value <> 'null') end as facts
          from e left join person a on a.id = e.actor_person_id
            left join lateral (select case when e.subject ~ ${ID} then e.subject::uuid end as id) s on true
            left join topic t on t.id = s.id and ${visibleTopic(viewer, 't')}
            left join groups g on g.id = s.id and ${visibleGroup(viewer, 'g')}
            left join person p on p.id = s.id and p.state <> 'erased'
          order by e.at desc, e.id desc`,
    );
    return pageOf(found, first, ({ at, id }) => [at.toISOString(), id]);
  }
}

const ID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

function conditionsOf({ person, act, subject, from, until, after }: AuditQuery): Sql[] {
  const conditions = [sql`true`];
  if (person?.trim()) {
    const found = sql`(select p.id from person p where lower(p.handle) = lower(${person.trim().replace(/^@/, '')}))`;
    conditions.push(sql`(e.actor_person_id = ${found} or e.subject = ${found}::text or e.detail ->> 'person' = ${found}::text)`);
  }
  if (act?.trim()) conditions.push(sql`(e.act = ${act.trim()} or e.act like ${`${act.trim().replace(/[\\%_]/g, '\\$&')}.%`})`);
  if (subject?.trim()) conditions.push(sql`(e.subject = ${subject.trim()} or e.group_id::text = ${subject.trim()})`);
  if (from) conditions.push(sql`e.at >= ${from}`);
  if (until) conditions.push(sql`e.at < ${until}`);
  if (after) conditions.push(sql`(e.at, e.id) < (${momentOf(after).at}::timestamptz, ${momentOf(after).id}::uuid)`);
  return conditions;
}

/** @throws Refusal INVALID (`after`) */
function momentOf(after: string): { at: string; id: string } {
  const [at, id] = decodeCursor(after, ['string', 'string']);
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !isId(id))
    throw invalid('after', {
      en: 'This page address is damaged; start from the first page.',
      ru: 'Адрес страницы испорчен; начните с первой.',
    });
  return { at: new Date(at).toISOString(), id };
}
