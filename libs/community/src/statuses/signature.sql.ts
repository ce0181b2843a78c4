import { personJson } from '@veche/identity';
import { type Sql, sql, verbatim } from '@veche/platform';

/**
 * The JSON of type Signature: a row of `person` under this alias, the title it signed with and when; null when nobody signed.
 */
export function signatureJson(alias: string, title: Sql, at: Sql): Sql {
  const p = verbatim(alias);
  return sql`case when ${p}.id is null then null else jsonb_build_object('person', ${personJson(alias)}, 'name', ${p}.name,
    'title', ${title}, 'isFormer', not ${p}.is_representative, 'at', ${at}) end`;
}
