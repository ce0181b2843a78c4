import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { SiteService } from './site.service.js';
import { Site } from './site.type.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(private readonly sites: SiteService) {}

  @Query(() => Site)
  @Allow('everyone')
  site(@CurrentViewer() viewer: Viewer): Promise<Site> {
    return this.sites.site(viewer);
  }

  @Mutation(() => Site)
  @Allow(['ADMIN'])
  saveSite(@CurrentViewer() viewer: Viewer, @Args('name') name: string, @Args('accent') accent: string): Promise<Site> {
    return this.sites.save(viewer, name, accent);
  }
}
