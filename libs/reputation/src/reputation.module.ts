import { Module, type OnModuleInit } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { Consumers } from '@veche/interactions';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { ReputationProjection } from './ledger/reputation.projection.js';
import { PointReader } from './points/point.reader.js';
import { PointResolver } from './points/point.resolver.js';
import { ReputationReader } from './standings/reputation.reader.js';
import { LeaderboardResolver, PersonReputationResolver } from './standings/reputation.resolver.js';

/** Who helped, and what it earned them. */
@Module({
  imports: [CommunityModule],
  providers: [
    ...[LedgerRepository, ReputationProjection, ReputationReader, PersonReputationResolver, LeaderboardResolver],
    ...[PointReader, PointResolver],
  ],
  exports: [ReputationReader],
})
export class ReputationModule implements OnModuleInit {
  constructor(
    private readonly consumers: Consumers,
    private readonly projection: ReputationProjection,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this.projection);
  }
}
