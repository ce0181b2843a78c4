import { Args, ID, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ViewerType } from '@veche/identity';
import type { Page } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { InboxService } from './inbox.service.js';
import { Notification, NotificationConnection } from './notification.type.js';

@Resolver(() => NotificationConnection)
export class NotificationResolver {
  constructor(private readonly inbox: InboxService) {}

  @Query(() => NotificationConnection)
  @Allow('member')
  notifications(
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
  ): Promise<Page<Notification>> {
    return this.inbox.page(viewer, first, after ?? undefined);
  }

  @Mutation(() => Int, { description: 'All without `ids`; how many were unread.' })
  @Allow('member')
  markNotificationsRead(
    @CurrentViewer() viewer: Viewer,
    @Args('ids', { type: () => [ID], nullable: true }) ids?: string[] | null,
  ): Promise<number> {
    return this.inbox.markRead(viewer, ids);
  }

  @ResolveField(() => Int, { description: 'At most 100: more is shown as "99+".' })
  unreadCount(@CurrentViewer() viewer: Viewer): Promise<number> {
    return this.inbox.unreadCount(viewer);
  }
}

/** The bell on every page. */
@Resolver(() => ViewerType)
export class UnreadResolver {
  constructor(private readonly inbox: InboxService) {}

  @ResolveField(() => Int, { description: 'At most 100: more is shown as "99+".' })
  unreadCount(@CurrentViewer() viewer: Viewer): Promise<number> {
    return this.inbox.unreadCount(viewer);
  }
}
