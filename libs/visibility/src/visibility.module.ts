import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { AccessTable } from './access/access-table.js';
import { AudienceRepository } from './audiences/audience.repository.js';
import { Gate } from './gate.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Gate, AudienceRepository, AccessTable, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Gate, AudienceRepository, AccessTable],
})
export class VisibilityModule {}
