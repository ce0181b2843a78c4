import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { Clock, Database, Jobs, sql } from '@veche/platform';
import { AuditLog } from './audit/audit-log.js';
import { Consumers } from './consumers/consumers.js';
import { Runner } from './consumers/runner.js';
import { InteractionLog } from './log/interaction-log.js';
import { LogMetrics } from './log/log.metrics.js';
import { Sequencer } from './log/sequencer.js';

@Global()
@Module({
  providers: [InteractionLog, Sequencer, Consumers, Runner, AuditLog, LogMetrics],
  exports: [InteractionLog, Sequencer, Consumers, Runner, AuditLog],
})
export class InteractionsModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    // Months ahead, so that a queue that stood still for a year still finds its partitions.
    this.jobs.define(
      'partitions',
      async () => void (await this.database.main.rows(sql`select ensure_partitions(${this.clock.now()}::date, 14)`)),
      '0 3 1 * *',
    );
  }
}
