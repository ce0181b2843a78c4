import type { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';
import type { Sql } from './sql.js';
import { verbatim } from './sql.js';

/**
 * One connection, without pool, entities or limits: for commands that tend a whole database (backup, restore, doctor). Whoever opens
 * it decides about its transactions.
 */
export class PlainConnection {
  private constructor(private readonly client: pg.Client) {}

  /** @throws what `pg` throws when the database is away or refuses */
  static async open(url: string, { connectionTimeoutMillis = 10_000 } = {}): Promise<PlainConnection> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis, application_name: 'veche command' });
    // Whatever is under way rejects by itself when the connection is lost.
    client.on('error', () => undefined);
    await client.connect();
    return new PlainConnection(client);
  }

  /** All rows of one statement. */
  async rows<T>(statement: Sql): Promise<T[]> {
    return (await this.client.query(statement.text, statement.values as unknown[])).rows as T[];
  }

  /** The first row. @throws when there is none */
  async row<T>(statement: Sql): Promise<T> {
    const [row] = await this.rows<T>(statement);
    if (row === undefined) throw new Error(`no row: ${statement.text}`);
    return row;
  }

  /** Statements as they stand, several by semicolon. For text of our own, never for input. */
  async run(statements: string): Promise<void> {
    await this.client.query(statements);
  }

  /** What a `copy … to stdout` writes. */
  copyOut(statement: string): Readable {
    return this.client.query(to(statement));
  }

  /** Where a `copy … from stdin` reads from; `rowCount` tells how many rows it took once it has finished. */
  copyIn(statement: string): Writable & { rowCount: number } {
    return this.client.query(from(statement));
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** A name from PostgreSQL's catalogue, quoted for use in SQL. */
export function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}

/** The same as a piece of a statement. */
export const identifier = (name: string): Sql => verbatim(quoted(name));
