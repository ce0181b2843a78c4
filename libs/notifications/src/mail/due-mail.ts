import { Injectable } from '@nestjs/common';
import { Clock, Database, HOUR, MINUTE, sql } from '@veche/platform';
import type { Letter } from './letter.js';

/** A mail that somebody is to get, leased to who asked for it. */
export interface DueMail {
  id: string;
  interactionId: string;
  personId: string;
  attempts: number;
}

/** After the last attempt, about 80 hours after the first, a mail is given up. */
const MAX_ATTEMPTS = 20;

/** The mails that wait, and what became of them. The truth is in the rows; jobs only wake. */
@Injectable()
export class DueMails {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Takes the longest due mail under a lease that is also its next attempt: whoever dies with it in hand only delays it. */
  claim(): Promise<DueMail | undefined> {
    const now = this.clock.now();
    return this.database.main.row<DueMail>(
      sql`update mail set attempts = attempts + 1,
            next_attempt_at = ${now}::timestamptz + least(${6 * HOUR} * interval '1 ms', ${2 * MINUTE} * interval '1 ms' * pow(2, least(attempts, 10)))
          where id = (select id from mail where state = 'waiting' and next_attempt_at <= ${now} order by next_attempt_at, id limit 1 for update skip locked)
          returning id, interaction_id as "interactionId", person_id as "personId", attempts`,
    );
  }

  /** Kept with its words: they are what was sent, whatever is edited later. */
  async sent(mail: DueMail, { to, subject, text }: Letter): Promise<void> {
    await this.database.main.rows(
      sql`update mail set state = 'sent', recipient = ${to}, subject = ${subject}, text = ${text}, error = null, decided_at = ${this.clock.now()}
          where id = ${mail.id} and state = 'waiting'`,
    );
  }

  /** Its person may not know any more, or wants no mail. */
  async withhold(mail: DueMail): Promise<void> {
    await this.database.main.rows(
      sql`update mail set state = 'withheld', decided_at = ${this.clock.now()} where id = ${mail.id} and state = 'waiting'`,
    );
  }

  /** Not sent this time; for good when the server refused it or there were too many attempts. */
  async fail(mail: DueMail, error: string, forGood: boolean): Promise<void> {
    const state = forGood || mail.attempts >= MAX_ATTEMPTS ? 'failed' : 'waiting';
    await this.database.main.rows(
      sql`update mail set state = ${state}, error = ${error.slice(0, 500)}, decided_at = case when ${state === 'failed'} then ${this.clock.now()}::timestamptz end
          where id = ${mail.id} and state = 'waiting'`,
    );
  }
}
