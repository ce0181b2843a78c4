import { readFileSync } from 'node:fs';
import { migrationFiles } from '@veche/platform';

/** Names that a database with these migrations has. */
export interface ExpectedSchema {
  tables: Set<string>;
  indexes: Set<string>;
  /** As `name on table`. */
  triggers: Set<string>;
  policies: Set<string>;
  /** Tables with row-level security. */
  secured: Set<string>;
}

/** Reads it from the migrations themselves, so that nothing has to be kept in step: they are plain SQL that names what it makes. */
export function expectedSchema(folder: string): ExpectedSchema {
  const schema: ExpectedSchema = { tables: new Set(), indexes: new Set(), triggers: new Set(), policies: new Set(), secured: new Set() };
  for (const { file } of migrationFiles(folder)) {
    const text = readFileSync(file, 'utf8').replace(/--.*$/gm, '').replace(/\$\$[^]*?\$\$/g, '').replace(/\s+/g, ' ').toLowerCase(); // prettier-ignore
    collect(text, /create (?:unlogged )?table (?:if not exists )?(\w+)/g, ([, name]) => schema.tables.add(name!));
    collect(text, /create (?:unique )?index (?:concurrently )?(?:if not exists )?(\w+) on/g, ([, name]) => schema.indexes.add(name!));
    collect(text, /create (?:or replace )?(?:constraint )?trigger (\w+) [^;]*? on (\w+)/g, ([, name, table]) =>
      schema.triggers.add(`${name} on ${table}`),
    );
    collect(text, /create policy (\w+) on (\w+)/g, ([, name, table]) => schema.policies.add(`${name} on ${table}`));
    collect(text, /alter table (\w+) enable row level security/g, ([, table]) => schema.secured.add(table!));
    collect(
      text,
      /drop (index|table) (?:concurrently )?(?:if exists )?(\w+)(?=[^;]*;(?!\s*create (?:unique )?index concurrently \2))/g,
      ([, kind, name]) => (kind === 'index' ? schema.indexes : schema.tables).delete(name!),
    );
    collect(text, /drop (trigger|policy) (?:if exists )?(\w+) on (\w+)/g, ([, kind, name, table]) =>
      (kind === 'trigger' ? schema.triggers : schema.policies).delete(`${name} on ${table}`),
    );
  }
  return schema;
}

function collect(text: string, pattern: RegExp, take: (found: RegExpExecArray) => void): void {
  for (const found of text.matchAll(pattern)) take(found);
}
