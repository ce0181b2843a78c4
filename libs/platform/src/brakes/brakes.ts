import pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { logger } from '../log/logger.js';
import { Refusal } from '../errors/refusal.js';

/** So many points within so many seconds; kept in the database, so that several processes brake as one. */
export interface BrakeRule {
  name: string;
  points: number;
  seconds: number;
}

/** Brakes on guessing and flooding. */
export class Brakes {
  private readonly pool: pg.Pool;
  private readonly limiters = new Map<string, RateLimiterPostgres>();

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 3 });
    this.pool.on('error', (error) => logger.warn({ error: error.message }, 'brakes lost a database connection'));
  }

  /**
   * Takes one point for `subject`.
   * @throws Refusal LIMITED with the seconds to wait when none is left
   */
  async spend(rule: BrakeRule, subject: string): Promise<void> {
    try {
      await this.limiter(rule).consume(subject);
    } catch (reason) {
      if (reason instanceof RateLimiterRes) throw tooMany(reason.msBeforeNext);
      throw reason;
    }
  }

  /** Refuses when no point is left, and takes none. */
  async check(rule: BrakeRule, subject: string): Promise<void> {
    const state = await this.limiter(rule).get(subject);
    if (state !== null && state.remainingPoints <= 0 && state.msBeforeNext > 0) throw tooMany(state.msBeforeNext);
  }

  /** Gives all points back, after a proof that no guessing was going on. */
  async release(rule: BrakeRule, subject: string): Promise<void> {
    await this.limiter(rule).delete(subject);
  }

  /** Gives back one point that `spend` took. */
  async giveBack(rule: BrakeRule, subject: string): Promise<void> {
    await this.limiter(rule).reward(subject);
  }

  /** Clears rows whose time is over; called by the clock. */
  async sweep(): Promise<void> {
    await this.pool.query('delete from brake where expire < $1', [Date.now()]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private limiter(rule: BrakeRule): RateLimiterPostgres {
    const known = this.limiters.get(rule.name);
    if (known !== undefined) return known;
    const limiter = new RateLimiterPostgres({
      storeClient: this.pool,
      storeType: 'pool',
      tableName: 'brake',
      tableCreated: true,
      // Expired rows are cleared by a job, not by a timer in each process.
      clearExpiredByTimeout: false,
      keyPrefix: rule.name,
      points: rule.points,
      duration: rule.seconds,
    });
    this.limiters.set(rule.name, limiter);
    return limiter;
  }
}

function tooMany(milliseconds: number): Refusal {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const minutes = Math.ceil(seconds / 60);
  return new Refusal(
    'LIMITED',
    {
      en: `Too many attempts. Try again in ${seconds < 90 ? `${seconds} s` : `${minutes} min`}.`,
      ru: `Слишком много попыток. Попробуйте через ${seconds < 90 ? `${seconds} с` : `${minutes} мин`}.`,
    },
    undefined,
    seconds,
  );
}
