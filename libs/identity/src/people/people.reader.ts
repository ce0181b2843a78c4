import { Injectable } from '@nestjs/common';
import { Database, isId, sql } from '@veche/platform';
import { Gate, type Viewer } from '@veche/visibility';
import { personJson } from './person.sql.js';
import type { Person } from './person.type.js';

/** Reads people as everybody may see them. */
@Injectable()
export class PeopleReader {
  constructor(
    private readonly database: Database,
    private readonly gate: Gate,
  ) {}

  /** In the order of the ids; erased and unknown ones are left out. One statement. */
  async byIds(ids: readonly string[]): Promise<Person[]> {
    const asked = [...new Set(ids)].filter(isId);
    if (asked.length === 0) return [];
    const found = await this.database.main.rows<{ person: Person }>(
      sql`select ${personJson('p')} as person from person p where p.id = any(${asked}::uuid[]) and p.state <> 'erased'`,
    );
    const people = new Map(found.map(({ person }) => [person.id, person]));
    return ids.flatMap((id) => people.get(id) ?? []);
  }

  /** The owner of a public profile, or null. */
  async byHandle(viewer: Viewer, handle: string): Promise<Person | null> {
    // PostgreSQL's text cannot hold a zero byte; such a handle is nobody's.
    if (handle.length > 100 || handle.includes('\u0000')) return null;
    const found = await this.gate
      .readerFor(viewer)
      .row<{ person: Person }>(
        sql`select ${personJson('p')} as person from person p where lower(p.handle) = lower(${handle}) and p.state <> 'erased'`,
      );
    return found?.person ?? null;
  }
}
