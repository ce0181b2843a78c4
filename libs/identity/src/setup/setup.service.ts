import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, hashToken, HOUR, newToken, Refusal, rows, sql, type Tx } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { AccountService, type Entrance, type SignUp } from '../accounts/account.service.js';
import { RoleService } from '../roles/role.service.js';

/** The link works this long. */
export const SETUP_LINK = 24 * HOUR;
/** Links are issued and used one at a time; any constant does. */
const SETUP_LOCK = 7_300_003;

/** The one-time link by which an empty portal gets its first administrator; no mail server needed. */
@Injectable()
export class SetupService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountService,
    private readonly roles: RoleService,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** A fresh token for `/setup?token=`; earlier ones end. Null when there is an administrator. */
  issue(): Promise<string | null> {
    return this.database.transaction(async (tx) => {
      if (await hasAdmin(tx)) return null;
      const { token, hash } = newToken();
      const now = this.clock.now();
      await rows(tx, sql`delete from one_time_link where purpose = 'setup'`);
      await rows(
        tx,
        sql`insert into one_time_link (token_hash, purpose, created_at, expires_at)
            values (${hash}, 'setup', ${now}, ${new Date(now.getTime() + SETUP_LINK)})`,
      );
      return token;
    });
  }

  /** Would this token work now? Looking changes nothing. */
  async isOpen(token: string): Promise<boolean> {
    const link = await this.database.main.row(
      sql`select from one_time_link where token_hash = ${hashToken(token)} and purpose = 'setup' and used_at is null
            and expires_at > ${this.clock.now()} and not exists (select from role_grant where role = 'ADMIN')`,
    );
    return link !== undefined;
  }

  /**
   * Makes the first administrator and signs in; the session's token. A refusal leaves the link as it was.
   * @throws Refusal CONFLICT when the link is used, old or unknown, or there is an administrator; INVALID naming the field; LIMITED
   */
  async claim(viewer: Viewer, token: string, input: SignUp, entrance: Entrance): Promise<string> {
    if (!(await this.isOpen(token))) throw closed();
    return this.accounts.register(viewer, input, entrance, 'setup', async (tx, personId) => {
      if ((await hasAdmin(tx)) || !(await this.use(tx, token))) throw closed();
      await this.roles.give(tx, personId, 'ADMIN', null);
      await this.audit.record(tx, { personId }, 'portal.set_up', personId, { role: 'ADMIN' });
    });
  }

  private async use(tx: Tx, token: string): Promise<boolean> {
    const now = this.clock.now();
    const used = await rows(
      tx,
      sql`update one_time_link set used_at = ${now}
          where token_hash = ${hashToken(token)} and purpose = 'setup' and used_at is null and expires_at > ${now} returning purpose`,
    );
    return used.length > 0;
  }
}

/** Waits for its turn, then looks. */
async function hasAdmin(tx: Tx): Promise<boolean> {
  await rows(tx, sql`select pg_advisory_xact_lock(${SETUP_LOCK})`);
  return (await rows(tx, sql`select from role_grant where role = 'ADMIN' limit 1`)).length > 0;
}

function closed(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'This link was used, is older than a day, or there is an administrator already. A new one is printed when the portal starts.',
    ru: 'Ссылкой уже пользовались, ей больше суток, или администратор уже есть. Новая печатается при запуске портала.',
  });
}
