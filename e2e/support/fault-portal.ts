import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { signedUp } from './client.js';
import type { Question } from './load.js';
import { type OwnCluster, startCluster } from './own-cluster.js';
import { type RoleProcess, startRole } from './role-process.js';

/** A portal on a PostgreSQL of its own, with people, a topic and replies. */
export interface FaultPortal {
  cluster: OwnCluster;
  process: RoleProcess;
  /** Cookies of members. */
  cookies: string[];
  topic: { id: string; key: string };
  /** What readers ask: pages as visitors and as members, and the API. */
  reading(n: number): Question;
  /** How often each reply's text is stored. */
  stored(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** Full size by `npm run e2e`, a fraction of it by `npm test`. */
export const isFull = process.env['VECHE_STORM'] === 'full';

export async function startFaultPortal({
  env = {},
  settings = {},
}: { env?: Record<string, string>; settings?: Record<string, string> } = {}): Promise<FaultPortal> {
  const cluster = await startCluster(settings);
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-fault-data-'));
  const portal = await startRole('all', { DATABASE_URL: cluster.url, DATA_DIR: dataDir, ...env });
  const people = await Promise.all(['Anna', 'Boris', 'Clara', 'Dmitri'].map((name) => signedUp(portal, name)));
  const { ask: topic } = await people[0]!.ask<{ ask: { id: string; key: string } }>(
    'mutation { ask(input: { kind: QUESTION, title: "The sound stops", body: "After an hour." }) { id key } }',
  );
  const cookies = people.map(({ cookie }) => cookie);
  return {
    cluster,
    process: portal,
    cookies,
    topic,
    reading(n) {
      const page: Question = { path: `/t/${topic.key}`, headers: { accept: 'text/html' } };
      if (n % 3 === 0) return page;
      if (n % 3 === 1) return { ...page, headers: { ...page.headers, cookie: cookies[n % cookies.length]! } };
      return {
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: portal.url },
        body: JSON.stringify({ query: `{ topic(key: "${topic.key}") { title viewerVoted } }` }),
      };
    },
    async stored() {
      const rows = await cluster.query<{ body: string; times: number }>(
        'select body_md as body, count(*)::integer as times from reply group by 1',
      );
      return new Map(rows.map(({ body, times }) => [body, times]));
    },
    async close() {
      await portal.stop();
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
