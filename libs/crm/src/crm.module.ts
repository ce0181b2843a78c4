import { Module, type OnModuleInit } from '@nestjs/common';
import { Consumers } from '@veche/interactions';
import { Jobs, isId } from '@veche/platform';
import { ConnectionCheck } from './connections/connection.check.js';
import { ConnectionReader } from './connections/connection.reader.js';
import { ConnectionResolver } from './connections/connection.resolver.js';
import { ConnectionService } from './connections/connection.service.js';
import { ConnectionSwitch } from './connections/connection.switch.js';
import { PROBE_JOB } from './connections/probe.js';
import { Connectors } from './connectors/connectors.js';
import { WebhookConnector } from './connectors/webhook/webhook.connector.js';
import { DeliveryMetrics } from './deliveries/delivery.metrics.js';
import { DeliveryProjection } from './deliveries/delivery.projection.js';
import { DeliveryReader } from './deliveries/delivery.reader.js';
import { DeliveryResolver } from './deliveries/delivery.resolver.js';
import { DeliveryService } from './deliveries/delivery.service.js';
import { LANE_JOB } from './lanes/lane.js';
import { LaneRepository } from './lanes/lane.repository.js';
import { LaneSender } from './lanes/lane.sender.js';
import { Lanes } from './lanes/lanes.js';
import { OutcomeRecorder } from './lanes/outcome.recorder.js';
import { Sweeper } from './lanes/sweeper.js';

/** Each minute. */
const SWEEPS = '* * * * *';

@Module({
  providers: [
    ...[ConnectionCheck, ConnectionReader, ConnectionResolver, ConnectionService, ConnectionSwitch],
    ...[Connectors, WebhookConnector],
    ...[DeliveryMetrics, DeliveryProjection, DeliveryReader, DeliveryResolver, DeliveryService],
    ...[LaneRepository, LaneSender, Lanes, OutcomeRecorder, Sweeper],
  ],
  exports: [ConnectionService],
})
export class CrmModule implements OnModuleInit {
  constructor(
    private readonly consumers: Consumers,
    private readonly projection: DeliveryProjection,
    private readonly jobs: Jobs,
    private readonly lanes: Lanes,
    private readonly switches: ConnectionSwitch,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this.projection);
    this.jobs.define(LANE_JOB, (payload) => {
      const { connection, person } = idsOf(payload, 'connection', 'person');
      return this.lanes.wake({ connection, person });
    });
    this.jobs.define(PROBE_JOB, (payload) => this.switches.probe(idsOf(payload, 'connection').connection));
    this.jobs.define('crm.sweep', () => this.sweeper.sweep(), SWEEPS);
  }
}

/** The ids that a job's payload must hold. @throws when it does not: a defect of whoever added the job */
function idsOf<K extends string>(payload: unknown, ...names: K[]): Record<K, string> {
  const given = payload as Record<string, unknown>;
  for (const name of names) if (!isId(given[name])) throw new Error(`a CRM job without ${name}`);
  return given as Record<K, string>;
}
