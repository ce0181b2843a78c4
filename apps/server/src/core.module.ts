import { type DynamicModule, Module } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { CrmModule } from '@veche/crm';
import { FaqModule } from '@veche/faq';
import { GroupsModule } from '@veche/groups';
import { IdentityModule } from '@veche/identity';
import { InteractionsModule } from '@veche/interactions';
import { ModerationModule } from '@veche/moderation';
import { NotificationsModule } from '@veche/notifications';
import { PlatformModule, type PlatformParts } from '@veche/platform';
import { ReputationModule } from '@veche/reputation';
import { SearchModule } from '@veche/search';
import { VisibilityModule } from '@veche/visibility';

const domains = [
  VisibilityModule,
  InteractionsModule,
  IdentityModule,
  CommunityModule,
  FaqModule,
  GroupsModule,
  ModerationModule,
  NotificationsModule,
  ReputationModule,
  SearchModule,
  CrmModule,
];

/** Everything without a network port: what the command line and the worker run on. */
@Module({})
export class CoreModule {
  static with(parts: PlatformParts): DynamicModule {
    return { module: CoreModule, imports: [PlatformModule.with(parts), ...domains], exports: domains };
  }
}
