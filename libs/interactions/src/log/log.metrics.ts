import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics, sql } from '@veche/platform';

/** What the log tells: how far it is, what is not placed yet, and how far each of its readers is behind. */
@Injectable()
export class LogMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('veche_log_position', 'Position of the last placed interaction', [], async () => {
      const row = await this.database.main.row<{ value: number }>(sql`select position::float as value from log_head`);
      return [{ value: row?.value ?? 0 }];
    });
    this.metrics.gauge('veche_log_unplaced', 'Committed interactions that have no position yet', [], async () => {
      const row = await this.database.main.row<{ value: number }>(
        sql`select count(*)::integer as value from interaction where position is null`,
      );
      return [{ value: row?.value ?? 0 }];
    });
    this.metrics.gauge('veche_consumer_behind', 'Interactions that a reader of the log has not read yet', ['consumer'], async () => {
      const rows = await this.database.main.rows<{ consumer: string; value: number }>(
        sql`select c.name as consumer, (h.position - c.position)::float as value from consumer_cursor c cross join log_head h`,
      );
      return rows.map(({ consumer, value }) => ({ labels: { consumer }, value }));
    });
  }
}
