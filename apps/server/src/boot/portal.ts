import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Runner } from '@veche/interactions';
import { Jobs, Metrics, NestLog, startTracing, stopTracing } from '@veche/platform';
import type { RequestHandler } from 'express';
import { CoreModule } from '../core.module.js';
import { openHealthPort } from '../http/health-port.js';
import { LoadLimit } from '../http/load-limit.js';
import { Readiness } from '../http/readiness.js';
import type { PageRenderer } from '../web/page-contract.js';
import type { Foundation } from './foundation.js';
import type { Front } from './front.js';
import type { Roles } from './roles.js';

/** The roles of this process, started. */
export interface Portal {
  app: INestApplicationContext;
  /** Address under which it listens here; a worker alone listens nowhere. */
  url: string | undefined;
  /** Starts the worker: jobs, and the readers of the log. After the first page, which needs neither. */
  work(): Promise<void>;
  /** Stops listening, finishes what is under way, stops working. */
  close(): Promise<void>;
}

export interface PortalOptions {
  /** Renders pages from sources, with hot reload; in development. */
  development?: { middleware: RequestHandler; renderer: (url: string) => Promise<PageRenderer> };
}

/** Starts these roles in this process; only what they need is loaded. @throws when an entry point declares no access */
export async function startPortal(foundation: Foundation, roles: Roles, options: PortalOptions = {}): Promise<Portal> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = foundation.config;
  if (collector !== undefined) await startTracing(collector, `veche-${[...roles].join('-')}`);
  const limit = new LoadLimit(foundation.config, foundation.watch);
  const readiness = new Readiness({ ...foundation, limit });
  const front = await frontOf(foundation, roles, { readiness, limit }, options);
  const app =
    front?.app ?? (await NestFactory.createApplicationContext(CoreModule.with(foundation), { logger: new NestLog(), abortOnError: false }));
  const healthPort = await openHealthPort(foundation.config, readiness, app.get(Metrics));
  const worker = roles.has('worker') ? { jobs: app.get(Jobs), runner: app.get(Runner) } : undefined;
  return {
    app,
    url: front?.url,
    async work() {
      await Promise.all([worker?.jobs.start(foundation.databaseUrl), worker?.runner.start(foundation.databaseUrl)]);
    },
    async close() {
      readiness.stop();
      await Promise.all([worker?.runner.stop(), worker?.jobs.stop(), front?.drain()]);
      await app.close();
      await Promise.all([healthPort?.close(), stopTracing()]);
    },
  };
}

async function frontOf(
  ...[foundation, roles, state, options]: Parameters<typeof import('./front.js').openFront>
): Promise<Front | undefined> {
  if (!roles.has('api') && !roles.has('web')) return undefined;
  const { openFront } = await import('./front.js');
  return openFront(foundation, roles, state, options);
}
