import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, logger, sql } from '@veche/platform';

/** Visitors of today whose hash is at hand: one page asks for it several times, one person for several pages. */
const REMEMBERED = 5_000;

/**
 * Tells visitors apart for a day without knowing them: SHA-256 keyed by the day's salt over address and browser. Yesterday's salt
 * is destroyed, so that nobody, we included, can compute who somebody was.
 */
@Injectable()
export class VisitorHash {
  private today: { day: string; salt: Promise<Buffer>; known: Map<string, Buffer> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** 32 bytes, the same all (UTC) day; null when the salt cannot be had: a page is not refused for it. One statement a day. */
  async of(address: string, userAgent: string): Promise<Buffer | null> {
    try {
      const { salt, known } = this.saltOfToday();
      const who = `${address}\n${userAgent}`;
      const found = known.get(who);
      if (found !== undefined) return found;
      const hash = createHmac('sha256', await salt)
        .update(who)
        .digest();
      if (known.size >= REMEMBERED) known.clear();
      known.set(who, hash);
      return hash;
    } catch (error) {
      logger.warn({ error: String(error) }, 'no salt for the hash of visitors');
      return null;
    }
  }

  /** Destroys the salts of past days; called by the clock soon after midnight. */
  async forget(): Promise<void> {
    await this.database.main.rows(sql`delete from visitor_salt where day < ${dayOf(this.clock.now())}::date`);
  }

  private saltOfToday(): NonNullable<VisitorHash['today']> {
    const day = dayOf(this.clock.now());
    if (this.today?.day !== day) {
      const salt = this.load(day);
      this.today = { day, salt, known: new Map() };
      salt.catch(() => (this.today = undefined));
    }
    return this.today;
  }

  /** Several processes start the day at once; the first one's salt is everybody's. */
  private async load(day: string): Promise<Buffer> {
    const row = await this.database.main.row<{ salt: Buffer }>(
      sql`insert into visitor_salt (day, salt) values (${day}::date, ${randomBytes(32)})
          on conflict (day) do update set day = excluded.day returning salt`,
    );
    return row!.salt;
  }
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
