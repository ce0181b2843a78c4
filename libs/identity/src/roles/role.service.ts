import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, forbidden, isId, notFound, Refusal, rows, sql, type Tx } from '@veche/platform';
import type { Role, Viewer } from '@veche/visibility';
import { PersonRepository } from '../people/person.repository.js';
import { StaffReader } from './staff.reader.js';
import type { StaffMember } from './staff-member.type.js';

/** Who has which role of the company. A change holds from the next statement of whoever it concerns. */
@Injectable()
export class RoleService {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffReader,
    private readonly persons: PersonRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal FORBIDDEN unless the viewer is an administrator now, NOT_FOUND, CONFLICT when the person has no account */
  grant(viewer: Viewer, personId: string, role: Role): Promise<StaffMember> {
    return this.change(viewer, personId, async (tx) => {
      const [account] = await rows(tx, sql`select from account where person_id = ${personId}`);
      if (account === undefined) {
        throw new Refusal(
          'CONFLICT',
          { en: 'Somebody without an account cannot have a role.', ru: 'Роль можно дать только тому, у кого есть учётная запись.' },
          'person',
        );
      }
      if (await this.give(tx, personId, role, viewer.personId)) await this.audit.record(tx, viewer, 'role.granted', personId, { role });
    });
  }

  /** @throws Refusal FORBIDDEN unless the viewer is an administrator now, NOT_FOUND, CONFLICT when nobody would be left to administer */
  revoke(viewer: Viewer, personId: string, role: Role): Promise<StaffMember> {
    return this.change(viewer, personId, async (tx, admins) => {
      if (role === 'ADMIN' && admins.length === 1 && admins[0] === personId) {
        throw new Refusal(
          'CONFLICT',
          {
            en: 'The last administrator stays one. Make somebody else administrator first.',
            ru: 'Последний администратор остаётся. Сначала назначьте другого.',
          },
          'role',
        );
      }
      if (await this.take(tx, personId, role)) await this.audit.record(tx, viewer, 'role.revoked', personId, { role });
    });
  }

  /** Gives a role without asking anybody: for the set-up, the demo and `grant`. False when the person had it. */
  async give(tx: Tx, personId: string, role: Role, grantedById: string | null): Promise<boolean> {
    const added = await rows(
      tx,
      sql`insert into role_grant (person_id, role, granted_by_id, granted_at) values (${personId}, ${role}, ${grantedById}, ${this.clock.now()})
          on conflict do nothing returning role`,
    );
    if (role === 'REPRESENTATIVE') await rows(tx, sql`update person set is_representative = true where id = ${personId}`);
    if (added.length > 0) await this.persons.movePages(tx);
    return added.length > 0;
  }

  /** Who spoke for the company is remembered as a former representative; a position ends with the last role. */
  private async take(tx: Tx, personId: string, role: Role): Promise<boolean> {
    const gone = await rows(tx, sql`delete from role_grant where person_id = ${personId} and role = ${role} returning role`);
    if (gone.length === 0) return false;
    if (role === 'REPRESENTATIVE')
      await rows(tx, sql`update person set is_representative = false, was_representative = true where id = ${personId}`);
    await rows(
      tx,
      sql`update person p set title = '' where id = ${personId} and not exists (select from role_grant g where g.person_id = p.id)`,
    );
    await this.persons.movePages(tx);
    return true;
  }

  /**
   * Locks all administrators first: two who remove each other at once come one after the other, and the second
   * is no administrator any more.
   */
  private change(viewer: Viewer, personId: string, work: (tx: Tx, admins: string[]) => Promise<void>): Promise<StaffMember> {
    if (!isId(personId)) throw notFound();
    return this.database.transaction(async (tx) => {
      const admins = await rows<{ id: string }>(
        tx,
        sql`select g.person_id as id from role_grant g join person p on p.id = g.person_id
            where g.role = 'ADMIN' and p.state = 'active' order by g.person_id for update of g`,
      );
      const ids = admins.map(({ id }) => id);
      if (viewer.personId === null || !ids.includes(viewer.personId)) throw forbidden();
      const [person] = await rows(tx, sql`select from person where id = ${personId} and state = 'active' for update`);
      if (person === undefined) throw notFound();
      await work(tx, ids);
      return this.staff.one(tx, personId);
    });
  }
}
