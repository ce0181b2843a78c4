import { Args, ID, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Topic } from '../topics/topic.type.js';
import { NoteService } from './note.service.js';
import { Note } from './note.type.js';

@Resolver(() => Topic)
export class NoteResolver {
  constructor(private readonly notesOfStaff: NoteService) {}

  @Mutation(() => Note)
  @Allow('staff')
  addNote(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) topic: string, @Args('body') body: string): Promise<Note> {
    return this.notesOfStaff.add(viewer, topic, body);
  }

  @ResolveField(() => [Note], { description: 'Internal remarks; empty for everyone but staff.' })
  notes(@CurrentViewer() viewer: Viewer, @Parent() topic: Topic): Promise<Note[]> {
    return this.notesOfStaff.ofTopic(viewer, topic.id);
  }
}
