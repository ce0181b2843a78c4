import { Injectable } from '@nestjs/common';
import { Database, Refusal, sql } from '@veche/platform';
import { emailTaken } from './account.store.js';
import { EntryBrakes } from './entry-brakes.js';
import { verifyPassword } from './password.js';

/** An account that has an address, or claims it. */
export interface AddressHolder {
  id: string;
  personId: string;
  /** Null for somebody who comes in by networks alone. */
  passwordHash: string | null;
  isVerified: boolean;
  isErased: boolean;
}

/**
 * Who has an e-mail: at most one account that proved it, else any number that claim it, told apart by their passwords. A claim that
 * nobody proved keeps nobody from an account of their own, also where there is no mail to prove anything by.
 */
@Injectable()
export class AddressHolders {
  constructor(
    private readonly database: Database,
    private readonly brakes: EntryBrakes,
  ) {}

  /** Whoever proved it first, then the oldest claims. */
  of(email: string): Promise<AddressHolder[]> {
    const address = email.normalize('NFKC').trim().replaceAll('\u0000', '').slice(0, 254);
    return this.database.main.rows<AddressHolder>(
      sql`select a.id, a.person_id as "personId", a.password_hash as "passwordHash", a.email_verified_at is not null as "isVerified",
            p.state = 'erased' as "isErased"
          from account a join person p on p.id = a.person_id
          where lower(a.email) = lower(${address}) order by "isVerified" desc, a.created_at, a.id`,
    );
  }

  /** Who comes in with this password, with whether others have the address too. An unknown address takes as long as a known one. */
  async withPassword(email: string, password: string): Promise<(AddressHolder & { isShared: boolean }) | undefined> {
    const holders = (await this.of(email)).filter(({ isErased }) => !isErased);
    if (holders.length === 0) await verifyPassword(undefined, password);
    for (const holder of holders)
      if (await verifyPassword(holder.passwordHash, password)) return { ...holder, isShared: holders.length > 1 };
    return undefined;
  }

  /**
   * Claims beside which a new account may claim the same address. With the password of one of them it is that account, which is to be
   * signed in to; this answer is braked, and is the same when the brake holds, so that sign-up helps nobody to guess.
   * @throws Refusal CONFLICT on `email`
   */
  async besideWhom(email: string, password: string): Promise<string[]> {
    const holders = await this.of(email);
    if (holders.length === 0) return [];
    if (holders.some(({ isVerified }) => isVerified)) throw emailTaken();
    await this.brakes.beforeClaim(email).catch((error: unknown) => {
      throw error instanceof Refusal && error.code === 'LIMITED' ? emailTaken() : error;
    });
    for (const { passwordHash } of holders) if (await verifyPassword(passwordHash, password)) throw emailTaken();
    return holders.map(({ id }) => id);
  }
}
