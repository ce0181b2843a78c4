import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, type Sql, decodeCursor, invalid, isId, joined, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, visibleGroup, visibleTopic } from '@veche/visibility';
import type { AuditEntry } from './audit.type.js';

/** What is searched for; what is not given does not matter. */
export interface AuditQuery {
  /** Words in names, reasons and facts. */
  words?: string | null;
  /** Handle or name of who did it, or to whom it was done. */
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

  /** One statement; a page whose keyset is a moment and an id. Words are looked for in what the viewer is shown. @throws Refusal INVALID (`after`) */
  async search(viewer: Viewer, query: AuditQuery): Promise<Page<AuditEntry>> {
    const first = pageSize(query.first, 50);
    const words = query.words?.replaceAll('\u0000', ' ').trim().slice(0, 100);
    const like = `%${(words ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const found = await this.database.main.rows<AuditEntry>(
      sql`with e as materialized (select * from audit_entry e where ${joined(conditionsOf(query), ' and ')}
            order by e.at desc, e.id desc limit ${words ? MOST_LOOKED_THROUGH : first + 1}),
          shown as (select e.id, e.at, e.act, e.subject, 
            case when t.id is not null then '/t/' || t.key || '/' || t.slug when g.id is not null then '/g/' || g.slug
              when p.id is not null then '/people/' || p.handle when d.id is not null then '/products/' || d.slug end as "subjectPath",
            coalesce(t.title, g.name, p.name, d.name) as "subjectName", case when s.known then coalesce(e.detail ->> 'reason', e.detail ->> 'words') end as reason,
            case when s.known then e.detail else '{}'::jsonb end as detail,
            ${personJson('a')} as actor, ${personJson('w')} as person
          from e left join person a on a.id = e.actor_person_id
            left join lateral (select case when e.subject ~ ${ID} then e.subject::uuid end as id,
              case when e.detail ->> 'person' ~ ${ID} then (e.detail ->> 'person')::uuid end as person_id) i on true
            left join topic t on t.id = i.id and ${visibleTopic(viewer, 't')}
            left join groups g on g.id = i.id and ${visibleGroup(viewer, 'g')}
            left join lateral (select e.group_id is null or g.id is not null or t.id is not null as known) s on true
            left join product d on d.id = i.id
            left join person p on p.id = i.id and p.state <> 'erased'
            left join person w on s.known and w.id = coalesce(i.person_id, p.id) and w.state <> 'erased')
          select id, at, act, actor, person, reason, subject, "subjectName", "subjectPath",
            (select coalesce(jsonb_agg(jsonb_build_object('name', d.key, 'value', coalesce(d.value #>> '{}', '')) order by d.key), '[]')
             from jsonb_each(detail) d where d.value <> 'null') as facts
          from shown where ${words ? sql`concat_ws(' ', "subjectName", subject, actor ->> 'name', person ->> 'name', detail ->> 'words', reason, detail::text) ilike ${like}` : sql`true`}
          order by at desc, id desc limit ${first + 1}`,
    );
    return pageOf(found, first, ({ at, id }) => [at.toISOString(), id]);
  }
}

/** Words are looked for in so many of the newest entries that the other conditions leave. */
const MOST_LOOKED_THROUGH = 20_000;
const ID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

function conditionsOf({ from, until, after, ...typed }: AuditQuery): Sql[] {
  const conditions = [sql`true`];
  const [person, act, subject] = [typed.person, typed.act, typed.subject].map((text) => text?.replaceAll('\u0000', ' ').trim());
  if (person) {
    const named = person.replace(/^@/, '');
    const found = sql`select p.id from person p where lower(p.handle) = lower(${named}) or lower(p.name) = lower(${named})`;
    const text = sql`select p.id::text from person p where lower(p.handle) = lower(${named}) or lower(p.name) = lower(${named})`;
    conditions.push(sql`(e.actor_person_id in (${found}) or e.subject in (${text}) or e.detail ->> 'person' in (${text}))`);
  }
  if (act) conditions.push(sql`(e.act = ${act} or e.act like ${`${act.replace(/[\\%_]/g, '\\$&')}.%`})`);
  if (subject) conditions.push(sql`(e.subject = ${subject} or e.group_id::text = ${subject})`);
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
