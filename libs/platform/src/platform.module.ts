import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Brakes } from './brakes/brakes.js';
import { Clock, SystemClock } from './clock/clock.js';
import { DateTimeScalar } from './clock/date-time.scalar.js';
import { CONFIG, type Config } from './config/config.js';
import { PublicOrigin } from './config/public-origin.js';
import { Database } from './database/database.js';
import { FileStore } from './files/file-store.js';
import { measureJobs } from './jobs/job.metrics.js';
import { Jobs } from './jobs/jobs.js';
import { Metrics } from './metrics/metrics.js';
import { MailTransport } from './mail/mail-transport.js';
import { PictureEncoder } from './pictures/picture.encoder.js';
import { Secrets } from './secrets/secrets.js';

/** What every lib may ask for. Opened by the process before Nest starts, so that a start says at once what is missing. */
export interface PlatformParts {
  config: Config;
  database: Database;
  brakes: Brakes;
  clock?: Clock;
}

@Global()
@Module({})
export class PlatformModule {
  static with({ config, database, brakes, clock = new SystemClock() }: PlatformParts): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Database, useValue: database },
      { provide: Brakes, useValue: brakes },
      { provide: Clock, useValue: clock },
      { provide: PublicOrigin, useFactory: () => new PublicOrigin(config) },
      { provide: Secrets, useFactory: () => new Secrets(config) },
      { provide: FileStore, useFactory: () => new FileStore(config) },
      { provide: MailTransport, useFactory: () => new MailTransport(config) },
      { provide: PictureEncoder, useFactory: () => new PictureEncoder() },
      { provide: Jobs, useFactory: () => new Jobs() },
      {
        provide: Metrics,
        useFactory: () => {
          const metrics = new Metrics();
          measureJobs(metrics, database);
          return metrics;
        },
      },
    ];
    return { module: PlatformModule, providers: [...providers, DateTimeScalar], exports: providers.map(({ provide }) => provide) };
  }
}
