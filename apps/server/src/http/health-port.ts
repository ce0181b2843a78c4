import { createServer } from 'node:http';
import type { Config } from '@veche/platform';
import { probes } from './probes.js';
import type { Readiness } from './readiness.js';

/** A port for the watchers alone, where HEALTH_PORT asks for one: a worker has no other. */
export async function openHealthPort({ HEALTH_PORT, HOST }: Config, readiness: Readiness): Promise<{ close(): Promise<void> } | undefined> {
  if (HEALTH_PORT === undefined) return undefined;
  const probe = probes(readiness);
  const server = createServer((request, response) => probe(request, response, () => response.writeHead(404).end()));
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(HEALTH_PORT, HOST, resolve));
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
