import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { HelpedService } from './helped.service.js';

@Resolver()
export class HelpedResolver {
  constructor(private readonly helped: HelpedService) {}

  @Mutation(() => Boolean, { description: '"Did this help?" Null takes the word back.' })
  @Allow('everyone')
  tellHelped(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Args('helped', { type: () => Boolean, nullable: true }) helped: boolean | null,
    @Context('address') address: string,
  ): Promise<boolean> {
    return this.helped.tell(viewer, topic, helped ?? null, address);
  }
}
