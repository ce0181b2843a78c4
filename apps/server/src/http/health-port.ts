import { createServer } from 'node:http';
import type { Config, Metrics } from '@veche/platform';
import { probes } from './probes.js';
import type { Readiness } from './readiness.js';
import { scrape } from './scrape.js';

/** A port for the watchers alone, where HEALTH_PORT asks for one: a worker has no other. */
export async function openHealthPort(
  config: Config,
  readiness: Readiness,
  metrics: Metrics,
): Promise<{ close(): Promise<void> } | undefined> {
  const { HEALTH_PORT, HOST } = config;
  if (HEALTH_PORT === undefined) return undefined;
  const probe = probes(readiness);
  const server = createServer((request, response) =>
    probe(request, response, () => {
      const answered = request.url === '/metrics' ? scrape(metrics, config, request, response) : Promise.resolve(false);
      answered.then(
        (done) => done || response.writeHead(404).end(),
        () => response.destroy(),
      );
    }),
  );
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(HEALTH_PORT, HOST, resolve));
  return {
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
