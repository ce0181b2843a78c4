import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, DAY, Database, Jobs, Refusal, type Sql, type Tx, rows, sql, textBetween, verbatim } from '@veche/platform';

/** One request of a person that a client may repeat. */
export interface Repeatable {
  personId: string;
  /** Names the command: the same key means another thing to another command. */
  command: string;
  /** Chosen by the client; without one every request is a new one. */
  key: string | null | undefined;
  /** What was asked for; equal requests must give equal JSON. */
  input: unknown;
}

/** A key is remembered for this long, in milliseconds (decision 16). */
export const REMEMBERED_FOR = DAY;

/** Commands that a client may repeat after a lost answer: repeating one gives the first answer. */
@Injectable()
export class IdempotentCommands implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.jobs.define('forget-idempotency-keys', () => this.forget(), '17 * * * *');
  }

  /**
   * Says whose result to answer with: `resultId` when the command is to be done now, else the id that the first request made; the
   * caller reads it again through the gate. A concurrent repetition waits here until the first has committed or failed.
   * @throws Refusal CONFLICT when the key came before with other input
   */
  async claim(tx: Tx, { personId, command, key, input }: Repeatable, resultId: string): Promise<string> {
    if (key === null || key === undefined) return resultId;
    const { name, hash } = asClaimed(key, input);
    const now = this.clock.now();
    const claimed = await rows(
      tx,
      sql`insert into idempotency_key as known (person_id, command, key, input_hash, result_id, created_at)
          values (${personId}, ${command}, ${name}, ${hash}, ${resultId}, ${now})
          on conflict (person_id, command, key) do update
            set input_hash = excluded.input_hash, result_id = excluded.result_id, created_at = excluded.created_at
            where known.created_at <= ${new Date(now.getTime() - REMEMBERED_FOR)}
          returning 1`,
    );
    if (claimed.length > 0) return resultId;
    const [first] = await rows<{ resultId: string; same: boolean }>(
      tx,
      sql`select result_id as "resultId", input_hash = ${hash} as same from idempotency_key
          where person_id = ${personId} and command = ${command} and key = ${name}`,
    );
    if (first?.same !== true) throw new Refusal('CONFLICT', OTHER_INPUT, 'idempotencyKey');
    return first.resultId;
  }

  /**
   * The same as a part of a command that is one statement: yields a row where the command is to be done now. Without one the caller
   * asks `claim`, which knows why.
   * @param held an earlier part of the statement that yields one row
   */
  claiming({ personId, command, key, input }: Repeatable, resultId: string, held: string): Sql {
    if (key === null || key === undefined) return sql`select 1 from ${verbatim(held)}`;
    const { name, hash } = asClaimed(key, input);
    return sql`insert into idempotency_key (person_id, command, key, input_hash, result_id, created_at)
      select ${personId}::uuid, ${command}, ${name}, ${hash}::bytea, ${resultId}::uuid, ${this.clock.now()}::timestamptz from ${verbatim(held)}
      on conflict (person_id, command, key) do nothing returning 1`;
  }

  /** Drops what is past its day. */
  private async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - REMEMBERED_FOR);
    await this.database.main.rows(sql`delete from idempotency_key where created_at <= ${before}`);
  }
}

/** @throws Refusal INVALID of a key that is none */
function asClaimed(key: string, input: unknown): { name: string; hash: Buffer } {
  const name = textBetween('idempotencyKey', key, 1, 200, { en: 'The idempotency key', ru: 'Ключ повторного запроса' });
  return { name, hash: createHash('sha256').update(JSON.stringify(input)).digest() };
}

const OTHER_INPUT = {
  en: 'This idempotency key was used for another request. Use a new key.',
  ru: 'Этот ключ уже использован для другого запроса. Возьмите новый.',
};
