import { OUTSIDE_A_TRANSACTION, statementsOf } from './migration-files.js';

/** Tables that may have a million rows: whatever reads or rewrites them whole while holding a lock stops the portal. */
const LARGE = new Set([
  ...['topic', 'reply', 'topic_vote', 'reply_vote', 'topic_follow', 'topic_product', 'topic_tag', 'revision', 'file', 'status_change'],
  ...['interaction', 'delivery', 'delivery_attempt', 'undecided_delivery', 'notification', 'mail', 'person', 'account', 'session'],
  ...['need', 'need_topic', 'demand', 'faq_place', 'search_document', 'search_word', 'search_query', 'first_source', 'idempotency_key'],
]);

/** What the version that is being replaced could not live beside. */
const CONTRACTS: readonly (readonly [RegExp, string])[] = [
  [/\brename\b/, 'renames: the old version asks by the old name'],
  [/\bdrop (table|column|view|schema|type)\b/, 'drops what the old version reads'],
  [/\balter (column )?\w+ (set data )?type\b/, 'changes a type: rewrites the table and breaks the old version'],
  [/\bset not null\b/, 'sets not null: the old version may write null'],
  [/^\s*truncate\b/, 'empties a table'],
  [/\block table\b/, 'locks a table'],
  [/\b(vacuum full|cluster)\b/, 'rewrites a table'],
];

/**
 * Why a migration may not land: the version before it must be able to run beside it, and nobody may wait for it. First comes what
 * adds (expand); what takes away comes a release later, in a migration that says so.
 * @returns nothing when it may
 */
export function objectionsTo(text: string): string[] {
  const isOutside = text.startsWith(OUTSIDE_A_TRANSACTION);
  // Bodies of functions run later, and comments never.
  const plain = text.replace(/--.*$/gm, '').replace(/\$(\w*)\$[^]*?\$\1\$/g, "''").toLowerCase(); // prettier-ignore
  const own = new Set([...plain.matchAll(/create (?:unlogged )?table (?:if not exists )?(\w+)/g)].map(([, name]) => name!));
  const isLarge = (table: string | undefined): boolean => table !== undefined && LARGE.has(table) && !own.has(table);
  const objections = statementsOf(plain).flatMap((statement) => [
    ...CONTRACTS.filter(([pattern]) => pattern.test(statement)).map(([, why]) => why),
    ...objectionsToColumns(statement, own),
    ...objectionsToIndexes(statement, isOutside, isLarge),
    ...objectionsToRows(statement, isLarge),
  ]);
  if (isOutside && statementsOf(plain).some((statement) => !/\bconcurrently\b/.test(statement)))
    objections.push('is outside a transaction, and something in it needs none: a half-done migration stays half done');
  return [...new Set(objections)];
}

function objectionsToColumns(statement: string, own: Set<string>): string[] {
  const table = /alter table (?:only )?(\w+)/.exec(statement)?.[1];
  if (table === undefined || own.has(table)) return [];
  const columns = statement.split(/\badd column\b/).slice(1);
  return [
    ...(columns.some((column) => /\bnot null\b/.test(column) && !/\bdefault\b/.test(column))
      ? ['adds a column that is not null and has no default: the old version cannot insert']
      : []),
    ...(columns.some(
      (column) =>
        /\bdefault\b[^,]*\b(random|gen_random_uuid|clock_timestamp|nextval|generated)\b/.test(column) ||
        /\bgenerated always\b/.test(column),
    )
      ? ['adds a column that is computed for every row: rewrites the table']
      : []),
    ...(/\badd (constraint \w+ )?(foreign key|check)\b/.test(statement) && !/\bnot valid\b/.test(statement)
      ? ['adds a constraint that reads all rows under a lock: add it not valid, validate it in the next migration']
      : []),
    ...(/\badd (constraint \w+ )?(unique|primary key)\b/.test(statement) && !/\busing index\b/.test(statement)
      ? ['builds an index under a lock: create it concurrently, then add the constraint using it']
      : []),
  ];
}

function objectionsToIndexes(statement: string, isOutside: boolean, isLarge: (table: string | undefined) => boolean): string[] {
  const [, concurrently, table] =
    /create (?:unique )?index (concurrently )?(?:if not exists )?\w+ on (?:only )?(\w+)/.exec(statement) ?? [];
  if (table === undefined) return [];
  if (concurrently === undefined) return isLarge(table) ? [`builds an index of ${table} under a lock: create it concurrently`] : [];
  return isOutside ? [] : [`says concurrently within a transaction: begin the file with "${OUTSIDE_A_TRANSACTION}"`];
}

function objectionsToRows(statement: string, isLarge: (table: string | undefined) => boolean): string[] {
  const table = /^(?:update|delete from|insert into) (\w+)/.exec(statement)?.[1];
  const fills = table !== undefined && isLarge(table);
  return fills ? [`writes rows of ${table}: a back-fill is a command that can be resumed`] : [];
}
