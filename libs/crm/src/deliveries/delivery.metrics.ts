import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Metrics, sql } from '@veche/platform';

/** What the connections tell: what is on its way, for how long, and whether a connection stands still. */
@Injectable()
export class DeliveryMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('veche_crm_undecided', 'Deliveries that are waiting, sending or unknown', ['connection'], async () => {
      const rows = await this.database.main.rows<{ connection: string; value: number }>(
        sql`select c.id as connection, (select count(*)::integer from undecided_delivery u where u.connection_id = c.id) as value
            from crm_connection c`,
      );
      return rows.map(({ connection, value }) => ({ labels: { connection }, value }));
    });
    this.metrics.gauge('veche_crm_lag_seconds', 'Age of the oldest delivery that is not decided', ['connection'], async () => {
      const rows = await this.database.main.rows<{ connection: string; value: number }>(
        sql`select c.id as connection, coalesce(extract(epoch from now() - (
              select min(i.recorded_at) from undecided_delivery u join interaction i on i.id = u.interaction_id
              where u.connection_id = c.id and u.position = (select min(o.position) from undecided_delivery o where o.connection_id = c.id)
            )), 0)::float as value from crm_connection c`,
      );
      return rows.map(({ connection, value }) => ({ labels: { connection }, value: Math.max(0, value) }));
    });
    this.metrics.gauge('veche_crm_connection', '1 for the state that a connection is in', ['connection', 'state'], async () => {
      const rows = await this.database.main.rows<{ connection: string; state: string }>(
        sql`select id as connection, state from crm_connection`,
      );
      return rows.map((labels) => ({ labels, value: 1 }));
    });
  }
}
