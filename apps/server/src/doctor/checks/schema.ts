import { type PlainConnection, type Sql, sql } from '@veche/platform';
import { expectedSchema } from '../expected-schema.js';
import type { DatabaseCheck, Finding } from '../check.js';

/** What the migrations made is still there and in force: tables, indexes, triggers, policies, row-level security, foreign keys. */
export const schema: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection, migrations }) {
    const expected = expectedSchema(migrations);
    const lacking = async (wanted: Set<string>, there: Sql): Promise<string[]> => {
      const found = new Set(await names(connection, there));
      return [...wanted].filter((name) => !found.has(name));
    };
    return [
      ...missing('table', await lacking(expected.tables, TABLES)),
      ...missing('index', await lacking(expected.indexes, INDEXES)),
      ...missing('trigger', await lacking(expected.triggers, TRIGGERS)),
      ...missing('policy', await lacking(expected.policies, POLICIES)),
      ...unsecured(await lacking(expected.secured, SECURED)),
      ...unchecked(await names(connection, UNCHECKED)),
    ];
  },
};

const OURS = sql`c.relnamespace = 'public'::regnamespace`;
const TABLES = sql`select c.relname as name from pg_class c where ${OURS} and c.relkind in ('r', 'p')`;
const INDEXES = sql`select c.relname as name from pg_class c join pg_index i on i.indexrelid = c.oid where ${OURS} and i.indisvalid`;
const TRIGGERS = sql`select t.tgname || ' on ' || c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where ${OURS} and t.tgenabled <> 'D'`;
const POLICIES = sql`select p.polname || ' on ' || c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid where ${OURS}`;
const SECURED = sql`select c.relname as name from pg_class c where ${OURS} and c.relrowsecurity`;
const UNCHECKED = sql`select k.conname || ' on ' || c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
  where ${OURS} and k.contype in ('f', 'c') and not k.convalidated order by 1`;

async function names(connection: PlainConnection, statement: Sql): Promise<string[]> {
  return (await connection.rows<{ name: string }>(statement)).map(({ name }) => name);
}

const KINDS = {
  table: { en: 'tables', ru: 'таблиц' },
  index: { en: 'indexes', ru: 'индексов' },
  trigger: { en: 'triggers', ru: 'триггеров' },
  policy: { en: 'policies', ru: 'политик' },
};

function missing(kind: keyof typeof KINDS, lacking: string[]): Finding[] {
  if (lacking.length === 0) return [];
  return [
    {
      name: `${kind}-missing`,
      says: {
        en: `The database lacks ${KINDS[kind].en} (or they are switched off or invalid): ${lacking.join(', ')}.`,
        ru: `В базе данных нет ${KINDS[kind].ru} (или они выключены, или негодны): ${lacking.join(', ')}.`,
      },
      mend: {
        en: 'Find the statement in migrations/ by that name and run it again as the owner of the tables.',
        ru: 'Найдите это имя в migrations/ и выполните его команду ещё раз от имени владельца таблиц.',
      },
    },
  ];
}

function unsecured(tables: string[]): Finding[] {
  if (tables.length === 0) return [];
  return [
    {
      name: 'row-security-off',
      says: {
        en: `Row-level security is switched off: visitors may read hidden rows of ${tables.join(', ')}.`,
        ru: `Защита строк выключена: посетителям видны скрытые строки таблиц ${tables.join(', ')}.`,
      },
      mend: {
        en: `Now: ${tables.map((table) => `alter table ${table} enable row level security;`).join(' ')}`,
        ru: `Сейчас же: ${tables.map((table) => `alter table ${table} enable row level security;`).join(' ')}`,
      },
    },
  ];
}

function unchecked(constraints: string[]): Finding[] {
  if (constraints.length === 0) return [];
  return [
    {
      name: 'constraint-not-validated',
      says: {
        en: `Old rows were never checked against: ${constraints.join(', ')}.`,
        ru: `Старые строки не проверены: ${constraints.join(', ')}.`,
      },
      mend: {
        en: 'alter table TABLE validate constraint NAME; it says which rows do not fit.',
        ru: 'alter table TABLE validate constraint NAME; команда назовёт неподходящие строки.',
      },
    },
  ];
}
