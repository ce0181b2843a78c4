import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestLog, loadConfig } from '@veche/platform';
import { CoreModule } from '../core.module.js';
import { type Foundation, layFoundation } from '../boot/foundation.js';

/** What a command works with: the libs' services, without a network port. */
export interface Core {
  context: INestApplicationContext;
  foundation: Foundation;
  close(): Promise<void>;
}

/** Opens the core for one command. A PostgreSQL that runs already is used and left running. */
export async function openCore(): Promise<Core> {
  const foundation = await layFoundation(loadConfig(), 'borrow');
  const context = await NestFactory.createApplicationContext(CoreModule.with(foundation), { logger: new NestLog(), abortOnError: false });
  return {
    context,
    foundation,
    async close() {
      await context.close();
      await foundation.close();
    },
  };
}

/** Opens the core, runs the command's work and closes, whatever happens. */
export async function withCore(work: (core: Core) => Promise<void>): Promise<void> {
  const core = await openCore();
  try {
    await work(core);
  } finally {
    await core.close();
  }
}
