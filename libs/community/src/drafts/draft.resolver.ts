import { Context, Query, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { Allow } from '@veche/visibility';
import { draftToken } from './draft-cookie.js';
import { DraftService } from './draft.service.js';
import { Draft } from './draft.type.js';

@Resolver(() => Draft)
export class DraftResolver {
  constructor(private readonly drafts: DraftService) {}

  @Query(() => Draft, { nullable: true, description: 'What this browser typed on the ask page before signing in.' })
  @Allow('everyone')
  draft(@Context() context: PortalContext): Promise<Draft | null> {
    return this.drafts.read(draftToken(context.request.headers.cookie));
  }
}
