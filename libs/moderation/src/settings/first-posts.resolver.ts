import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { FirstPostsRule } from '../moderation.words.js';
import { FirstPostsService } from './first-posts.service.js';
import { NewcomerLimitsType } from './newcomer-limits.type.js';

@Resolver()
export class FirstPostsResolver {
  constructor(private readonly rules: FirstPostsService) {}

  @Query(() => FirstPostsRule, { description: 'Which posts of new people wait for a moderator.' })
  @Allow(['MODERATOR', 'ADMIN'])
  firstPostsRule(): Promise<FirstPostsRule> {
    return this.rules.rule();
  }

  @Mutation(() => FirstPostsRule)
  @Allow(['ADMIN'])
  setFirstPostsRule(
    @CurrentViewer() viewer: Viewer,
    @Args('rule', { type: () => FirstPostsRule }) rule: FirstPostsRule,
  ): Promise<FirstPostsRule> {
    return this.rules.set(viewer, rule);
  }

  @Query(() => NewcomerLimitsType, { description: 'How much new people write.' })
  @Allow(['MODERATOR', 'ADMIN'])
  newcomerLimits(): Promise<NewcomerLimitsType> {
    return this.rules.limits();
  }

  @Mutation(() => NewcomerLimitsType)
  @Allow(['ADMIN'])
  setNewcomerLimits(@CurrentViewer() viewer: Viewer, @Args('limits') limits: NewcomerLimitsType): Promise<NewcomerLimitsType> {
    return this.rules.setLimits(viewer, limits);
  }
}
