import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DraftService } from '@veche/community';
import { SessionCookie, VisitService } from '@veche/identity';
import { Metrics, NestLog, PublicOrigin } from '@veche/platform';
import { Realtime } from '@veche/realtime';
import { AccessTable } from '@veche/visibility';
import compression from 'compression';
import express, { type Request, type RequestHandler } from 'express';
import { AppModule } from '../app.module.js';
import { dearDocuments } from '../graphql/dear-documents.js';
import { Operations } from '../graphql/operations.js';
import { ownOperations } from '../graphql/own-operations.js';
import { Admission } from '../http/admission.js';
import { Connections } from '../http/connections.js';
import type { LoadLimit } from '../http/load-limit.js';
import { machinesElsewhere } from '../http/machine-paths.js';
import { plainAddress } from '../http/plain-address.js';
import { PortalRequests } from '../http/portal-request.js';
import { probes } from '../http/probes.js';
import type { Readiness } from '../http/readiness.js';
import { measureProcess } from '../http/process.metrics.js';
import { requestMetrics } from '../http/request-metrics.js';
import { sameOriginOnly } from '../http/same-origin.js';
import { securityHeaders } from '../http/security-headers.js';
import { socketCallers } from '../http/socket-callers.js';
import { keptPages } from '../web/page-cache/kept-pages.js';
import { PageCache } from '../web/page-cache/page-cache.js';
import { pageErrors } from '../web/page-errors.js';
import { Pages } from '../web/pages.js';
import { themeRoute } from '../web/theme-route.js';
import type { Foundation } from './foundation.js';
import type { PortalOptions } from './portal.js';
import type { Roles } from './roles.js';

/** A letter of Cyrillic is six bytes in a form, an emoji twelve. */
const LARGEST_BODY = 1024 * 1024;

export const WEB_DIST = path.resolve(import.meta.dirname, '../../../web/dist');

/** The side of the process that listens: api, web or both on one port. */
export interface Front {
  app: NestExpressApplication;
  url: string;
  /** Stops listening and finishes what is under way; each answer is the last of its connection. */
  drain(): Promise<void>;
}

/** Listens with these roles. @throws when an entry point declares no access */
export async function openFront(
  foundation: Foundation,
  roles: Roles,
  { readiness, limit }: { readiness: Readiness; limit: LoadLimit },
  options: PortalOptions,
): Promise<Front> {
  const { config } = foundation;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(foundation), { logger: new NestLog(), abortOnError: false });
  app.disable('x-powered-by');
  // What is made for one request is kept by nobody; pages and files that may be kept have tags of their own.
  app.disable('etag');
  app.set('trust proxy', config.TRUSTED_PROXIES === '' ? false : config.TRUSTED_PROXIES.split(',').map((proxy) => proxy.trim()));
  app.set('query parser', 'simple');
  const connections = new Connections(app.getHttpServer());
  const admission = new Admission(foundation.watch, limit);
  app.use(admission.lastAnswers);
  app.use(probes(readiness));
  app.use(requestMetrics(app.get(Metrics)));
  measureProcess(app.get(Metrics), foundation.watch, limit, roles.has('web') ? app.get(PageCache) : undefined);
  const rootFiles = roles.has('web') ? await filesOf(path.join(WEB_DIST, 'client')) : new Set<string>();
  const isDynamic = (request: Request): boolean => !/^\/(assets\/|theme\/|metrics$)/.test(request.path) && !rootFiles.has(request.path);
  app.use(when(isDynamic, admission.whileAway));
  // Vite puts scripts into its pages.
  const security = options.development === undefined ? securityHeaders(config.PUBLIC_URL?.startsWith('https:') ?? false) : undefined;
  // A page that is kept costs nearly nothing: it is answered whatever else is going on.
  if (security !== undefined && roles.has('web')) app.use(keptPages(app, security));
  app.use(when(isDynamic, admission.whileFull));
  if (security !== undefined) app.use(security);
  app.use(sameOriginOnly);
  if (roles.has('api')) app.use('/graphql', dearDocuments(app.get(Operations), LARGEST_BODY));
  useStatic(app, roles, rootFiles, options);
  useDynamic(app, roles, options);
  await app.init();
  app.get(AccessTable).rows();
  if (roles.has('api'))
    await app.get(Realtime).start({ server: app.getHttpServer(), databaseUrl: foundation.databaseUrl, ...socketCallers(app) });
  await app.listen(config.PORT, config.HOST);
  limit.start();
  const { port } = app.getHttpServer().address() as AddressInfo;
  app.get(PublicOrigin).listensOn(port);
  return {
    app,
    url: `http://${config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${port}`,
    async drain() {
      admission.stop();
      await Promise.all([connections.drain(), roles.has('api') && app.get(Realtime).close()]);
      limit.stop();
    },
  };
}

function when(condition: (request: Request) => boolean, handler: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (condition(request)) void handler(request, response, next);
    else next();
  };
}

/** Paths of the files that lie in a folder itself. */
async function filesOf(folder: string): Promise<Set<string>> {
  const found = await readdir(folder, { withFileTypes: true });
  return new Set(found.filter((file) => file.isFile() && file.name !== 'index.html').map(({ name }) => `/${name}`));
}

/** What needs to know neither who asks nor what the database holds. */
function useStatic(app: NestExpressApplication, roles: Roles, rootFiles: ReadonlySet<string>, { development }: PortalOptions): void {
  app.use(compression({ brotli: { params: { 1: 5 } } } as compression.CompressionOptions));
  if (development !== undefined) app.use(development.middleware);
  if (roles.has('web')) {
    app.use(
      '/assets',
      express.static(path.join(WEB_DIST, 'client/assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
    );
    // Asked for its own files only: for every other address it would look on the disk in vain.
    const root = express.static(path.join(WEB_DIST, 'client'), { index: false, maxAge: '1h', redirect: false });
    app.use(when(({ path: asked }) => rootFiles.has(asked), root));
  }
  app.use('/theme', themeRoute);
}

/** What is answered to somebody. */
function useDynamic(app: NestExpressApplication, roles: Roles, { development }: PortalOptions): void {
  app.use(plainAddress);
  if (!roles.has('api')) app.use(machinesElsewhere);
  app.use(app.get(PortalRequests).attach);
  // A text of twice the greatest length arrives in any script, so that a command can say by how much it is too long.
  app.useBodyParser('json', { limit: LARGEST_BODY });
  app.use(express.urlencoded({ extended: false, limit: LARGEST_BODY, parameterLimit: 100 }));
  if (roles.has('api')) app.use('/graphql', ownOperations(app.get(Operations)) as unknown as RequestHandler);
  if (roles.has('web')) {
    const origin = app.get(PublicOrigin);
    const pages = new Pages({
      dist: WEB_DIST,
      origin: () => origin.value,
      operations: app.get(Operations),
      drafts: app.get(DraftService),
      visits: app.get(VisitService),
      cache: app.get(PageCache),
      cookie: app.get(SessionCookie),
      ...(development !== undefined && { renderer: development.renderer }),
    });
    // Before Nest's own routes: its 404 would answer first otherwise.
    app.use(pages.handle as unknown as RequestHandler);
  }
  app.use(pageErrors);
}
