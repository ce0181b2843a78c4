import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** First line of a migration whose statements PostgreSQL refuses inside a transaction (`create index concurrently`). */
export const OUTSIDE_A_TRANSACTION = '-- outside a transaction';

/** One file of migrations/. */
export interface MigrationFile {
  /** As the table `migration` knows it: intent, then time. */
  name: string;
  file: string;
}

/** All `<13 digits>-<intent>.sql` of a folder, in the order in which they run. */
export function migrationFiles(folder: string): MigrationFile[] {
  return readdirSync(folder)
    .filter((file) => /^\d{13}-[a-z-]+\.sql$/.test(file))
    .sort()
    .map((file) => ({ name: `${file.slice(14, -4)}-${file.slice(0, 13)}`, file: path.join(folder, file) }));
}

/** The files as TypeORM migrations. They only go forward: a mistake is mended by the next one. */
export function sqlMigrations(
  folder: string,
  { upTo, lockPatience }: { upTo: string | undefined; lockPatience: string },
): (new () => MigrationInterface)[] {
  const files = migrationFiles(folder);
  const last = upTo === undefined ? files.length : files.findIndex(({ name }) => name === upTo) + 1;
  return files.slice(0, last).map(({ name, file }) => {
    const text = readFileSync(file, 'utf8');
    const isOutside = text.startsWith(OUTSIDE_A_TRANSACTION);
    return class implements MigrationInterface {
      name = name;
      transaction = !isOutside;
      async up(runner: QueryRunner): Promise<void> {
        if (!isOutside) await runner.query(`set local lock_timeout = '${lockPatience}'`);
        // Several statements in one message are one transaction, so those that refuse one go one by one.
        for (const statement of isOutside ? statementsOf(text) : [text]) await runner.query(statement);
      }
      async down(): Promise<void> {
        throw new Error('Migrations go forward only');
      }
    };
  });
}

/** Statements that end with a semicolon at the end of a line: enough for what may stand outside a transaction, which has no bodies. */
export function statementsOf(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
