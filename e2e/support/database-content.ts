import { createHash } from 'node:crypto';
import pg from 'pg';

/** Tables that tell how something ran, not what there is. */
const BOOKKEEPING = new Set(['migration', 'site', 'log_head', 'notification_mark', 'consumer_cursor']);
/** Made anew each time, or the time of the import itself. */
const VOLATILE = new Set(['id', 'key', 'seq', 'position', 'recorded_at']);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * Everything that a database holds, table by table, as it reads without the ids, keys and moments that differ from run to run: rows
 * are named by what they were called at their source. Equal answers mean equal content.
 * @returns number of rows and digest of the sorted rows of each table
 */
export async function contentOf(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const names = await namesOf(client);
    const tables = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    );
    const content: Record<string, string> = {};
    for (const { name } of tables.rows.filter((table) => !BOOKKEEPING.has(table.name))) content[name] = await digestOf(client, name, names);
    return content;
  } finally {
    await client.end();
  }
}

async function namesOf(client: pg.Client): Promise<Map<string, string>> {
  const found = await client.query<{ id: string; name: string }>(
    `select id, 'person ' || external_id as name from person union all select id, 'topic ' || external_id from topic
     union all select id, 'reply ' || external_id from reply union all select id, 'tag ' || name from tag`,
  );
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}

async function digestOf(client: pg.Client, table: string, names: ReadonlyMap<string, string>): Promise<string> {
  const { rows } = await client.query<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from "${table}" t`);
  const lines = rows.map(({ row }) => lineOf(table, row, names)).sort();
  return `${lines.length} rows ${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
}

function lineOf(table: string, row: Record<string, unknown>, names: ReadonlyMap<string, string>): string {
  const kept = Object.entries(row).filter(
    ([column]) => !VOLATILE.has(column) && !(column === 'created_at' && (table === 'person' || table === 'tag')),
  );
  // A handle that is taken gets random digits.
  const plain = kept.map(([column, value]) => [column, column === 'handle' ? String(value).replace(/-\d+$/, '') : value]);
  return JSON.stringify(plain).replace(UUID, (id) => names.get(id) ?? 'unknown');
}
