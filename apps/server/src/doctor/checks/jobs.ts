import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

/** Somebody works off the queue, and nothing in it has been given up. */
export const jobs: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const found: Finding[] = [];
    const { there } = await connection.row<{ there: boolean }>(sql`select to_regclass('graphile_worker.jobs') is not null as there`);
    if (!there) return [];
    // A job that is woken again while it runs is marked as if it had used all its tries; only one that tried for days was given up.
    const { waiting, minutes, failed } = await connection.row<{ waiting: number; minutes: number; failed: number }>(
      sql`select count(*) filter (where is_due)::integer as waiting,
            coalesce(floor(extract(epoch from now() - min(run_at) filter (where is_due)) / 60), 0)::integer as minutes,
            count(*) filter (where attempts >= max_attempts and locked_at is null and run_at > created_at + interval '2 days')::integer as failed
          from (select *, locked_at is null and attempts < max_attempts and run_at < now() - interval '5 minutes' as is_due from graphile_worker.jobs) as j`,
    );
    if (waiting > 0)
      found.push({
        name: 'worker-not-running',
        says: {
          en: `${waiting} jobs are due, the oldest for ${minutes} minutes: no worker takes them.`,
          ru: `Ждут своей очереди задания: ${waiting}, старейшее ${minutes} мин. Никто их не берёт.`,
        },
        mend: { en: 'Start a worker (`npm start`, or `veche worker`).', ru: 'Запустите исполнителя (`npm start` или `veche worker`).' },
      });
    if (failed > 0)
      found.push({
        name: 'jobs-given-up',
        says: {
          en: `${failed} jobs failed each time and were given up.`,
          ru: `Заданий, от которых отказались после всех попыток: ${failed}.`,
        },
        mend: { en: 'Their errors stand in graphile_worker.jobs (last_error).', ru: 'Их ошибки — в graphile_worker.jobs (last_error).' },
      });
    return found;
  },
};
