import { Injectable } from '@nestjs/common';
import { Clock, type Locale, newId, Refusal, rows, sql, type Tx } from '@veche/platform';

/** The row of an account about to be; without an e-mail and a password for somebody who comes in by networks. */
export interface NewAccountRow {
  email?: string;
  passwordHash?: string;
  locale?: Locale;
}

/** Rows of `account`. */
@Injectable()
export class AccountStore {
  constructor(private readonly clock: Clock) {}

  /**
   * Adds a person's account; its id. Its e-mail is a claim until it is proved.
   * @param beside accounts that may claim the same e-mail
   * @throws Refusal CONFLICT on `email` when any other has it
   */
  async add(tx: Tx, personId: string, { email, passwordHash, locale }: NewAccountRow, beside: readonly string[] = []): Promise<string> {
    const [id, now] = [newId(), this.clock.now()];
    if (email !== undefined) {
      await lockAddress(tx, email);
      const others = await rows(
        tx,
        sql`select from account where lower(email) = lower(${email}) and (email_verified_at is not null or id <> all(${beside}::uuid[]))`,
      );
      if (others.length > 0) throw emailTaken();
    }
    const added = await rows(
      tx,
      sql`insert into account (id, person_id, email, password_hash, locale, created_at, password_changed_at)
          values (${id}, ${personId}, ${email ?? null}, ${passwordHash ?? null}, ${locale ?? null}, ${now}, ${now})
          on conflict do nothing returning id`,
    );
    if (added.length === 0) throw emailTaken();
    return id;
  }
}

/** Commands on who has an address wait for each other. */
export async function lockAddress(tx: Tx, email: string): Promise<void> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(lower(${email}), 25))`);
}

/** The address is another account's, as far as whoever asks may know. */
export function emailTaken(): Refusal {
  return new Refusal(
    'CONFLICT',
    { en: 'This e-mail has an account already. Sign in instead.', ru: 'На эту почту уже есть учётная запись. Войдите в неё.' },
    'email',
  );
}
