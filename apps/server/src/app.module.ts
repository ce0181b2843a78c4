import { type DynamicModule, Module } from '@nestjs/common';
import type { PlatformParts } from '@veche/platform';
import { RealtimeModule } from '@veche/realtime';
import { CoreModule } from './core.module.js';
import { ApiModule } from './graphql/api.module.js';
import { MetricsController } from './http/metrics.controller.js';
import { PortalRequests } from './http/portal-request.js';
import { PageCache } from './web/page-cache/page-cache.js';

/** What api and web run on: the core, GraphQL and the routes. */
@Module({})
export class AppModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: AppModule,
      imports: [CoreModule.with(parts), ApiModule, RealtimeModule],
      controllers: [MetricsController],
      providers: [PortalRequests, PageCache],
    };
  }
}
