// The log and the CRM part alone, as a process of the storm runs them. Environment: DATABASE_URL, SECRET_KEY.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { CrmModule } from '@veche/crm';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, NestLog, PlatformModule, connectDatabase, loadConfig } from '@veche/platform';
import { VisibilityModule } from '@veche/visibility';

export async function startCore() {
  const { DATABASE_URL, SECRET_KEY } = process.env;
  const config = loadConfig({ VECHE_SECRET_KEY: SECRET_KEY, CRM_ALLOWED_ADDRESSES: '127.0.0.1', VECHE_DEMO: 'off' });
  const database = await connectDatabase({ url: DATABASE_URL, poolSize: 12 });
  const platform = PlatformModule.with({ config, database, brakes: new Brakes(DATABASE_URL) });
  class Core {}
  const imports = [platform, VisibilityModule, InteractionsModule, CrmModule];
  return NestFactory.createApplicationContext({ module: Core, imports }, { logger: new NestLog() });
}
