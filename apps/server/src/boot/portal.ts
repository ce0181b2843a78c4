import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ApolloServer } from '@apollo/server';
import type { ApolloDriver } from '@nestjs/apollo';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DraftService } from '@veche/community';
import { type PortalContext, VisitService } from '@veche/identity';
import { Runner } from '@veche/interactions';
import { Jobs, NestLog, PublicOrigin } from '@veche/platform';
import { AccessTable } from '@veche/visibility';
import compression from 'compression';
import express, { type RequestHandler } from 'express';
import { AppModule } from '../app.module.js';
import { plainAddress } from '../http/plain-address.js';
import { PortalRequests } from '../http/portal-request.js';
import { sameOriginOnly } from '../http/same-origin.js';
import { securityHeaders } from '../http/security-headers.js';
import type { PageRenderer } from '../web/page-contract.js';
import { pageErrors } from '../web/page-errors.js';
import { Pages } from '../web/pages.js';
import { themeRoute } from '../web/theme-route.js';
import type { Foundation } from './foundation.js';

/** A letter of Cyrillic is six bytes in a form, an emoji twelve. */
const LARGEST_BODY = '1mb';

export const WEB_DIST = path.resolve(import.meta.dirname, '../../../web/dist');

/** A portal that listens. */
export interface Portal {
  app: NestExpressApplication;
  /** Address under which it listens here. */
  url: string;
  /** Starts the worker: jobs, and the readers of the log. After the first page, which needs neither. */
  work(): Promise<void>;
  /** Stops listening, finishes what is under way, stops working. */
  close(): Promise<void>;
}

export interface PortalOptions {
  /** Renders pages from sources, with hot reload; in development. */
  development?: { middleware: RequestHandler; renderer: (url: string) => Promise<PageRenderer> };
}

/** Starts api, web and worker in this process. @throws when an entry point declares no access */
export async function startPortal(foundation: Foundation, { development }: PortalOptions = {}): Promise<Portal> {
  const { config, databaseUrl } = foundation;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(foundation), { logger: new NestLog(), abortOnError: false });
  const isHttps = config.PUBLIC_URL?.startsWith('https:') ?? false;
  const portOf = () => (app.getHttpServer().address() as AddressInfo).port;
  const origin = app.get(PublicOrigin);
  app.disable('x-powered-by');
  app.set('trust proxy', config.TRUSTED_PROXIES === '' ? false : config.TRUSTED_PROXIES.split(',').map((proxy) => proxy.trim()));
  app.set('query parser', 'simple');
  // Vite puts scripts into its pages.
  if (development === undefined) app.use(securityHeaders(isHttps));
  app.use(compression({ brotli: { params: { 1: 5 } } } as compression.CompressionOptions));
  if (development !== undefined) app.use(development.middleware);
  app.use(
    '/assets',
    express.static(path.join(WEB_DIST, 'client/assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  app.use(express.static(path.join(WEB_DIST, 'client'), { index: false, maxAge: '1h', redirect: false }));
  app.use('/theme', themeRoute);
  app.use(plainAddress);
  app.use(sameOriginOnly);
  app.use(app.get(PortalRequests).attach);
  // A text of twice the greatest length arrives in any script, so that a command can say by how much it is too long.
  app.useBodyParser('json', { limit: LARGEST_BODY });
  app.use(express.urlencoded({ extended: false, limit: LARGEST_BODY, parameterLimit: 100 }));
  const pages = new Pages({
    dist: WEB_DIST,
    origin: () => origin.value,
    apollo: () => app.get(GraphQLModule<ApolloDriver>).graphQlAdapter.instance as unknown as ApolloServer<PortalContext>,
    drafts: app.get(DraftService),
    visits: app.get(VisitService),
    ...(development !== undefined && { renderer: development.renderer }),
  });
  // Before Nest's own routes: its 404 would answer first otherwise.
  app.use(pages.handle as unknown as RequestHandler);
  app.use(pageErrors);
  await app.init();
  app.get(AccessTable).rows();
  await app.listen(config.PORT, config.HOST);
  origin.listensOn(portOf());
  const [jobs, runner] = [app.get(Jobs), app.get(Runner)];
  return {
    app,
    async work() {
      await Promise.all([jobs.start(databaseUrl), runner.start(databaseUrl)]);
    },
    url: `http://${config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${portOf()}`,
    async close() {
      await Promise.all([runner.stop(), jobs.stop(), app.close()]);
    },
  };
}
