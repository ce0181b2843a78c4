import { Context, Query, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { Allow } from '@veche/visibility';
import { DraftService } from './draft.service.js';
import { Draft } from './draft.type.js';

const COOKIE = /(?:^|;\s*)veche-draft=([\w-]{1,100})(?:;|$)/;

@Resolver(() => Draft)
export class DraftResolver {
  constructor(private readonly drafts: DraftService) {}

  @Query(() => Draft, { nullable: true, description: 'What this browser typed on the ask page before signing in.' })
  @Allow('everyone')
  draft(@Context() context: PortalContext): Promise<Draft | null> {
    return this.drafts.read(COOKIE.exec(context.request.headers.cookie ?? '')?.[1] ?? null);
  }
}
