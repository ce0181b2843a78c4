import { Module, type OnModuleInit } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { IdentityModule } from '@veche/identity';
import { Jobs } from '@veche/platform';
import { ActReader } from './acts/act.reader.js';
import { ActRepository } from './acts/act.repository.js';
import { ActResolver } from './acts/act.resolver.js';
import { ActService } from './acts/act.service.js';
import { PostsRepository } from './acts/posts.repository.js';
import { AuditReader } from './audit/audit.reader.js';
import { AuditResolver } from './audit/audit.resolver.js';
import { CaseReader } from './cases/case.reader.js';
import { CaseResolver } from './cases/case.resolver.js';
import { FlagReader } from './flags/flag.reader.js';
import { FlagResolver } from './flags/flag.resolver.js';
import { FlagService } from './flags/flag.service.js';
import { ObjectionService } from './own/objection.service.js';
import { OwnReader } from './own/own.reader.js';
import { OwnResolver } from './own/own.resolver.js';
import { FirstPostsResolver } from './settings/first-posts.resolver.js';
import { FirstPostsService } from './settings/first-posts.service.js';

/** The first line of moderation and the audit log: what waits, what was pointed out, what was done and by whom. */
@Module({
  imports: [IdentityModule, CommunityModule],
  providers: [
    ...[ActReader, ActRepository, ActResolver, ActService, PostsRepository, AuditReader, AuditResolver],
    ...[CaseReader, CaseResolver, FlagReader, FlagResolver, FlagService, FirstPostsResolver, FirstPostsService],
    ...[ObjectionService, OwnReader, OwnResolver],
  ],
  exports: [ActService, ActReader, CaseReader, FlagService, FirstPostsService, AuditReader],
})
export class ModerationModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly acts: ActService,
  ) {}

  onModuleInit(): void {
    this.jobs.define('lift-suspensions', () => this.acts.lift(), '* * * * *');
  }
}
