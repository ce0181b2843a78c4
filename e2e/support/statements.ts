import type { RunningPortal } from './portal.js';

/**
 * How many statements PostgreSQL ran for what `work` did, on any connection: counted by the server itself, the portal's own
 * background (the log's reader, the job queue) taken out by their texts.
 */
export async function statementsOf(portal: RunningPortal, work: () => Promise<unknown>): Promise<{ count: number; texts: string[] }> {
  await portal.query('create extension if not exists pg_stat_statements');
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

const BACKGROUND =
  /pg_stat_statements|graphile_worker|consumer_cursor|log_head|position is null|pg_try_advisory|interaction where position|^\s*(begin|commit|rollback|start transaction|listen|set )|from crm_connection|from lane|visitor_salt|first_source|update mail|from mail|insert into interaction|pg_notify|socket_io_attachments|notification_mark|^\s*select \$1\s*$|faq_place|into need|with counted as|as "askedAt"/i;
