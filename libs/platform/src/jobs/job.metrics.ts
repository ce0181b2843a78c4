import type { Database } from '../database/database.js';
import { sql } from '../database/sql.js';
import type { Metrics } from '../metrics/metrics.js';

/** What the job queue tells: how much is due, and since when the oldest of it is. */
export function measureJobs(metrics: Metrics, database: Database): void {
  const due = sql`from graphile_worker.jobs where run_at <= now() and attempts < max_attempts`;
  metrics.gauge('veche_jobs_due', 'Jobs that should run now, by name', ['job'], async () => {
    const rows = await database.main.rows<{ job: string; value: number }>(
      sql`select task_identifier as job, count(*)::integer as value ${due} group by 1`,
    );
    return rows.map(({ job, value }) => ({ labels: { job }, value }));
  });
  metrics.gauge('veche_jobs_oldest_due_seconds', 'Since when the oldest job that should run now waits', [], async () => {
    const row = await database.main.row<{ value: number | null }>(
      sql`select extract(epoch from now() - min(run_at))::float as value ${due}`,
    );
    return [{ value: row?.value ?? 0 }];
  });
  metrics.gauge('veche_jobs_failed', 'Jobs that were given up after all attempts', [], async () => {
    const row = await database.main.row<{ value: number }>(
      // A keyed job that is woken while it runs is marked in the same way, but it is still locked.
      sql`select count(*)::integer as value from graphile_worker.jobs
          where attempts >= max_attempts and locked_at is null and last_error is not null`,
    );
    return [{ value: row?.value ?? 0 }];
  });
}
