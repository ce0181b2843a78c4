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

  /** Adds a person's account; its id. @throws Refusal CONFLICT on `email` */
  async add(tx: Tx, personId: string, { email, passwordHash, locale }: NewAccountRow): Promise<string> {
    const [id, now] = [newId(), this.clock.now()];
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

function emailTaken(): Refusal {
  return new Refusal(
    'CONFLICT',
    { en: 'This e-mail has an account already. Sign in instead.', ru: 'На эту почту уже есть учётная запись. Войдите в неё.' },
    'email',
  );
}
