import { Injectable } from '@nestjs/common';
import { Clock, Database, MINUTE, Refusal, rows, sql, type Tx, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';

/** A proof of who one is counts as fresh for this long. */
export const FRESH = 15 * MINUTE;

/** What could lock an owner out (links, addresses, passwords, second factors) asks for a proof of the owner that is minutes old. */
@Injectable()
export class FreshProof {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async isFresh(viewer: Viewer): Promise<boolean> {
    if (viewer.sessionId === null) return false;
    const found = await this.database.main.row(
      sql`select from session where id = ${viewer.sessionId} and proved_at > ${new Date(this.clock.now().getTime() - FRESH)}`,
    );
    return found !== undefined;
  }

  /** @throws Refusal FORBIDDEN with the field `proof` */
  async insist(viewer: Viewer): Promise<void> {
    if (viewer.accountId === null) throw unauthenticated();
    if (await this.isFresh(viewer)) return;
    throw new Refusal('FORBIDDEN', { en: 'Confirm first that it is you.', ru: 'Сначала подтвердите, что это вы.' }, 'proof');
  }

  /** The viewer proved it just now. */
  async renew(tx: Tx, viewer: Viewer): Promise<void> {
    await rows(tx, sql`update session set proved_at = ${this.clock.now()} where id = ${viewer.sessionId}`);
  }
}
