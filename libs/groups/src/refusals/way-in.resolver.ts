import { Args, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { WayInReader } from './way-in.reader.js';
import { WayIn } from './way-in.type.js';

@Resolver()
export class WayInResolver {
  constructor(private readonly ways: WayInReader) {}

  @Query(() => WayIn, {
    nullable: true,
    description: 'For the page of refusals: of an address that yields nothing, the CLOSED group behind it.',
  })
  @Allow('everyone')
  wayIn(@CurrentViewer() viewer: Viewer, @Args('path') path: string): Promise<WayIn | null> {
    return this.ways.to(viewer, path);
  }
}
