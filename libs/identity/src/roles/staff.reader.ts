import { Injectable } from '@nestjs/common';
import { Database, notFound, Reader, type Sql, sql, type Tx } from '@veche/platform';
import { personJson } from '../people/person.sql.js';
import type { StaffMember } from './staff-member.type.js';

/** Reads people with their roles and e-mail; for administrators only. */
@Injectable()
export class StaffReader {
  constructor(private readonly database: Database) {}

  /** Everybody with a role, by name. */
  all(): Promise<StaffMember[]> {
    return this.find(
      this.database.main,
      sql`exists (select from role_grant g where g.person_id = p.id)`,
      sql`p.name collate "und-x-icu", p.id`,
    );
  }

  /** People whose name, handle or e-mail contains the words; those with an account first; at most 20. */
  async search(query: string): Promise<StaffMember[]> {
    const text = query.replaceAll('\u0000', '').trim().slice(0, 100);
    if (text === '') return [];
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    return this.find(
      this.database.main,
      sql`p.state = 'active' and (p.name ilike ${pattern} or p.handle ilike ${pattern} or a.email ilike ${pattern})`,
      sql`a.id is null, p.name collate "und-x-icu", p.id limit 20`,
    );
  }

  /** One of them inside a command. @throws Refusal NOT_FOUND */
  async one(tx: Tx, personId: string): Promise<StaffMember> {
    const [member] = await this.find(new Reader(tx), sql`p.id = ${personId}`, sql`p.id`);
    if (member === undefined) throw notFound();
    return member;
  }

  private find(reader: Reader, condition: Sql, order: Sql): Promise<StaffMember[]> {
    return reader.rows<StaffMember>(
      sql`select ${personJson('p')} as person, a.email,
            (select coalesce(array_agg(g.role order by g.granted_at, g.role), '{}') from role_grant g where g.person_id = p.id) as roles
          from person p left join account a on a.person_id = p.id
          where p.state <> 'erased' and ${condition} order by ${order}`,
    );
  }
}
