import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ObjectionService } from './objection.service.js';
import { OwnReader } from './own.reader.js';
import { OwnModeration } from './own.type.js';

@Resolver()
export class OwnResolver {
  constructor(
    private readonly reader: OwnReader,
    private readonly objections: ObjectionService,
  ) {}

  @Query(() => OwnModeration, { description: 'What of the viewer’s waits, and what moderators did about them and why.' })
  @Allow('member')
  myModeration(@CurrentViewer() viewer: Viewer): Promise<OwnModeration> {
    return this.reader.of(viewer);
  }

  @Mutation(() => Boolean, { description: 'Says once why an act about oneself is wrong.' })
  @Allow('member')
  objectToModeration(
    @CurrentViewer() viewer: Viewer,
    @Args('act', { type: () => ID }) act: string,
    @Args('words') words: string,
  ): Promise<boolean> {
    return this.objections.object(viewer, act, words);
  }

  @Mutation(() => Boolean, { description: 'An act that somebody objected to stays; the words say why.' })
  @Allow('member')
  upholdModeration(
    @CurrentViewer() viewer: Viewer,
    @Args('act', { type: () => ID }) act: string,
    @Args('words') words: string,
  ): Promise<boolean> {
    return this.objections.uphold(viewer, act, words);
  }
}
