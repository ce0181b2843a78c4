import { Injectable } from '@nestjs/common';
import { Clock, Database, type Message, Secrets, isId, sql } from '@veche/platform';
import { Connectors } from '../connectors/connectors.js';
import { type TargetRow, targetColumns, targetOf } from './target.js';

/** What a check found. */
export interface Checked {
  state: 'running' | 'paused' | 'parked';
  parkedAt: Date | null;
  /** What stands in the way; nothing when it works. */
  problems: readonly Message[];
}

const UNREADABLE_SECRET: Message = {
  en: 'The secret was sealed with another key (VECHE_SECRET_KEY). Enter it again.',
  ru: 'Секрет зашифрован другим ключом (VECHE_SECRET_KEY). Введите его заново.',
};

/** Asks a CRM whether the connection to it works. Calls the outside, so never inside a transaction. */
@Injectable()
export class ConnectionCheck {
  constructor(
    private readonly database: Database,
    private readonly connectors: Connectors,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Undefined when there is no such connection. */
  async of(id: string): Promise<Checked | undefined> {
    if (!isId(id)) return undefined;
    const row = await this.database.main.row<TargetRow & Omit<Checked, 'problems'>>(
      sql`select c.state, c.parked_at as "parkedAt", ${targetColumns('c', this.clock.now())} from crm_connection c where c.id = ${id}`,
    );
    if (row === undefined) return undefined;
    const target = targetOf(row, this.secrets);
    const problems = target === null ? [UNREADABLE_SECRET] : await this.connectors.of(row.connectionKind).check(target);
    return { state: row.state, parkedAt: row.parkedAt, problems };
  }
}
