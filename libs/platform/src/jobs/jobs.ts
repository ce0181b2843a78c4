import { Logger, type Runner, type TaskList, parseCronItems, run } from 'graphile-worker';
import pg from 'pg';
import { type Tx, rows } from '../database/database.js';
import { sql } from '../database/sql.js';
import { logger } from '../log/logger.js';
import { currentRequestId, withRequest } from '../log/request-context.js';
import { inSpan } from '../tracing/tracing.js';

/** A job's work: must be repeatable, because a killed worker's job runs again. */
export type JobWork = (payload: unknown) => Promise<void>;

/** A queue that ended starts again after this; in milliseconds. */
const PAUSE = 1_000;
/** So long may a job go on when the process is told to stop; in milliseconds. */
const PATIENCE = 5_000;

/**
 * The job queue (graphile-worker). A job is a wake-up: what there is to do stands in the tables, so a job that runs twice or late
 * does no harm (decision 17).
 */
export class Jobs {
  private readonly works = new Map<string, JobWork>();
  private readonly schedule: { task: string; match: string }[] = [];
  private runner: Runner | undefined;
  private pool: pg.Pool | undefined;
  private again: NodeJS.Timeout | undefined;

  /** Declares the work of a job name. With `cron` ("minute hour day month weekday") it also runs by the clock. */
  define(name: string, work: JobWork, cron?: string): void {
    this.works.set(name, work);
    if (cron !== undefined) this.schedule.push({ task: name, match: cron });
  }

  /** Adds a job in the caller's transaction: it runs if and only if that commits. Equal `key`s collapse into one waiting job. */
  async add(tx: Tx, name: string, payload: unknown = {}, options: { key?: string; runAt?: Date } = {}): Promise<void> {
    await rows(
      tx,
      sql`select graphile_worker.add_job(${name}, ${JSON.stringify(withOrigin(payload))}::json,
        job_key => ${options.key ?? null}, run_at => ${options.runAt ?? null}::timestamptz, max_attempts => 25)`,
    );
  }

  /** Adds many jobs of one name in one statement; as `add`, each. */
  async addAll(tx: Tx, name: string, jobs: readonly { payload: unknown; key: string }[]): Promise<void> {
    if (jobs.length === 0) return;
    // Always in the same order, so that two transactions that wake the same lanes do not block each other.
    await rows(
      tx,
      sql`select graphile_worker.add_job(${name}, payload, job_key => key, max_attempts => 25)
          from json_to_recordset(${JSON.stringify(jobs.map(({ payload, key }) => ({ payload: withOrigin(payload), key })))}::json) as job (payload json, key text) order by key`,
    );
  }

  /** Starts working. Called in worker processes only. */
  async start(url: string, concurrency = 4): Promise<void> {
    this.pool = new pg.Pool({ connectionString: url, max: concurrency + 2, keepAlive: true });
    const quiet = (error: Error) => logger.warn({ error: error.message }, 'job queue lost a database connection');
    this.pool.on('error', quiet);
    this.pool.on('connect', (client) => client.on('error', quiet));
    await this.run(this.pool, concurrency);
  }

  private async run(pgPool: pg.Pool, concurrency: number): Promise<void> {
    const runner = await run({
      pgPool,
      concurrency,
      noHandleSignals: true,
      noPreparedStatements: false,
      parsedCronItems: parseCronItems(this.schedule),
      taskList: this.taskList(),
      logger: new Logger(() => (level, message) => logger[level === 'warning' ? 'warn' : level === 'error' ? 'error' : 'trace'](message)),
    });
    this.runner = runner;
    // It ends by itself when the database is away for long; then another takes its place.
    const ended = (error?: unknown): void => {
      if (this.runner !== runner) return;
      logger.error({ error: String(error) }, 'job queue stopped; it starts again');
      const retry = (): void => void this.run(pgPool, concurrency).catch(ended);
      this.again = setTimeout(retry, PAUSE);
    };
    runner.promise.then(ended, ended);
  }

  /** Takes no more jobs and finishes those under way; those that take too long are given back, for another worker to do. */
  async stop(): Promise<void> {
    clearTimeout(this.again);
    const { runner, pool } = this;
    this.runner = undefined;
    this.pool = undefined;
    if (runner !== undefined) {
      const stopped = runner.stop().catch((error: unknown) => logger.warn({ error: String(error) }, 'job queue did not stop well'));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(() => resolve(runner.kill()), PATIENCE)));
      await Promise.race([stopped, late]);
      clearTimeout(timer);
    }
    await pool?.end();
  }

  private taskList(): TaskList {
    return Object.fromEntries(
      [...this.works].map(([name, work]) => [
        name,
        (given: unknown, helpers: { job: { id: string } }) => {
          const { payload, requestId = `job-${helpers.job.id}` } = withoutOrigin(given);
          return withRequest({ requestId }, () =>
            inSpan(
              `job ${name}`,
              () => ({ requestId }),
              () => work(payload),
            ),
          );
        },
      ]),
    );
  }
}

/** The request that added a job rides in its payload, so that the job's log lines carry the same id. */
const ORIGIN = '_requestId';

function withOrigin(payload: unknown): unknown {
  const requestId = currentRequestId();
  return requestId === undefined || typeof payload !== 'object' ? payload : { ...payload, [ORIGIN]: requestId };
}

function withoutOrigin(given: unknown): { payload: unknown; requestId?: string } {
  if (typeof given !== 'object' || given === null || !(ORIGIN in given)) return { payload: given };
  const { [ORIGIN]: requestId, ...payload } = given as Record<string, unknown>;
  return { payload, requestId: String(requestId) };
}
