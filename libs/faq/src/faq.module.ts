import { Module, type OnModuleInit } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { Consumers } from '@veche/interactions';
import { DemandRepository } from './demand/demand.repository.js';
import { FaqProjection } from './demand/faq.projection.js';
import { EntryRepository } from './entries/entry.repository.js';
import { FaqResolver } from './entries/faq.resolver.js';
import { FaqService } from './entries/faq.service.js';
import { HelpedResolver } from './helped/helped.resolver.js';
import { HelpedService } from './helped/helped.service.js';
import { NeedRepository } from './need/need.repository.js';

/** The living FAQ: what many people need, with its answer first. */
@Module({
  imports: [CommunityModule],
  providers: [NeedRepository, DemandRepository, FaqProjection, EntryRepository, FaqService, FaqResolver, HelpedService, HelpedResolver],
  exports: [FaqService],
})
export class FaqModule implements OnModuleInit {
  constructor(
    private readonly consumers: Consumers,
    private readonly projection: FaqProjection,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this.projection);
  }
}
