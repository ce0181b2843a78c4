import { eventually } from '@veche/platform/testing';
import type { RunningPortal } from './portal.js';

/**
 * How many statements PostgreSQL ran for what `work` did, on any connection: counted by the server itself, the portal's own
 * background (the log's reader, the job queue) taken out by their texts.
 */
export async function statementsOf(portal: RunningPortal, work: () => Promise<unknown>): Promise<{ count: number; texts: string[] }> {
  await portal.query('create extension if not exists pg_stat_statements');
  await atRest(portal);
  const read = () =>
    portal.query<{ id: string; calls: string; query: string }>(
      `select queryid::text || userid::text as id, calls, query from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())`,
    );
  const before = new Map((await read()).map(({ id, calls }) => [id, Number(calls)]));
  await work();
  const after = await read();
  const grown = after
    .map(({ id, calls, query }) => ({ query, more: Number(calls) - (before.get(id) ?? 0) }))
    .filter(({ query, more }) => more > 0 && !BACKGROUND.test(query));
  return {
    count: grown.reduce((sum, { more }) => sum + more, 0),
    texts: grown.map(({ query, more }) => `${more} × ${query.replace(/\s+/g, ' ').slice(0, 160)}`),
  };
}

/** Waits until every reader of the log has read all of it and no job is due: what they do for earlier acts is nobody's page. */
async function atRest(portal: RunningPortal): Promise<void> {
  await eventually(async () => {
    const [log] = await portal.query<{ rests: boolean }>(
      `select not exists (select from interaction where position is null)
         and not exists (select from consumer_cursor c cross join log_head h where c.position < h.position)
         and not exists (select from graphile_worker.jobs where locked_at is not null or run_at <= now()) as rests`,
    );
    return log!.rests;
  }, 30_000);
}

const BACKGROUND =
  /pg_stat_statements|graphile_worker|consumer_cursor|log_head|position is null|pg_try_advisory|interaction where position|^\s*(begin|commit|rollback|start transaction|listen|set )|from crm_connection|from lane|visitor_salt|first_source|update mail|from mail|insert into interaction|pg_notify|socket_io_attachments|notification_mark|^\s*select \$1\s*$/i;
