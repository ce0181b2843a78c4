import { type Sql, sql, verbatim } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { topicCountOf } from '../topics/topic-tally.js';

/** The fields of type Product of a row under this alias. */
export function productFields(viewer: Viewer, alias: string): Sql {
  const p = verbatim(alias);
  return sql`${p}.id, ${p}.slug, ${p}.name, ${p}.description, ${p}.is_archived as archived, ${topicCountOf(viewer, alias)} as "topicCount"`;
}
