import { type Sql, sql, verbatim } from '@veche/platform';

/**
 * A row of `person` under this alias as the JSON of type Person, null when there is none; for statements that load a page's
 * people with the page. All columns are public.
 */
export function personJson(alias: string): Sql {
  const p = verbatim(alias);
  return sql`case when ${p}.id is null or ${p}.state = 'erased' then null else jsonb_build_object('id', ${p}.id, 'handle', ${p}.handle,
    'name', ${p}.name, 'title', nullif(${p}.title, ''), 'isRepresentative', ${p}.is_representative,
    'isFormerRepresentative', ${p}.was_representative and not ${p}.is_representative, 'joinedAt', ${p}.joined_at,
    'bio', ${p}.bio, 'isImported', ${p}.source <> 'portal') end`;
}
