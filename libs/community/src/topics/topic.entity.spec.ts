import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { TopicEntity } from './topic.entity.js';

/** What is true of a column in the migrated database. */
interface Column {
  name: string;
  type: string;
  isNullable: boolean;
  precision: number | null;
  default: string | null;
  isGenerated: boolean;
}

/** PostgreSQL's own names of types that have a longer one. */
const UDT: Record<string, string> = { integer: 'int4', boolean: 'bool' };

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase([TopicEntity]);
});
afterAll(() => test.close());

it('the entity says of its columns what the migrations say (decision 31)', async () => {
  const { entity, table } = await test.db.transaction(async (tx) => ({
    entity: tx.connection.getMetadata(TopicEntity).columns,
    table: (await tx.query(
      `select column_name as name, udt_name as type, is_nullable = 'YES' as "isNullable", column_default as default, datetime_precision as precision,
         is_generated = 'ALWAYS' as "isGenerated" from information_schema.columns where table_name = 'topic' and table_schema = 'public'`,
    )) as Column[],
  }));
  const known = new Map(table.map((column) => [column.name, column]));
  for (const column of entity) {
    const found = known.get(column.databaseName);
    const type = String(column.type);
    expect({ name: column.databaseName, type: UDT[type] ?? type, isNullable: column.isNullable }).toEqual({
      name: found?.name,
      type: found?.type,
      isNullable: found?.isNullable,
    });
    if (type === 'timestamptz') expect([found?.name, found?.precision]).toEqual([column.databaseName, column.precision ?? 6]);
    const standard = found?.default?.replace(/^'(.*)'::\w+$/, '$1');
    expect([found?.name, standard]).toEqual([column.databaseName, column.default === undefined ? undefined : String(column.default)]);
  }
  // What the entity leaves out fills itself.
  const left = table.filter(({ name }) => !entity.some(({ databaseName }) => databaseName === name));
  expect(left.filter((column) => !column.isGenerated && column.default === null)).toEqual([]);
});
