import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Topic } from '../topics/topic.type.js';
import { LetterToPersonService } from './letter-to-person.service.js';
import { PublicationReader } from './publication.reader.js';
import { PublicationService } from './publication.service.js';
import { Publishing } from './publication.type.js';

@Resolver()
export class PrivateResolver {
  constructor(
    private readonly letters: LetterToPersonService,
    private readonly publications: PublicationService,
    private readonly reader: PublicationReader,
  ) {}

  @Mutation(() => Topic, { description: 'Writes to a person in private, for the company.' })
  @Allow(['REPRESENTATIVE'])
  writeToPerson(
    @CurrentViewer() viewer: Viewer,
    @Args('handle') handle: string,
    @Args('title') title: string,
    @Args('body') body: string,
  ): Promise<Topic> {
    return this.letters.write(viewer, handle, { title, body });
  }

  @Query(() => Publishing, { nullable: true, description: 'Of a private topic: whether a cleaned copy was or may be asked for.' })
  @Allow('member')
  publishing(@CurrentViewer() viewer: Viewer, @Args('key') key: string): Promise<Publishing | null> {
    return this.reader.ofTopic(viewer, key);
  }

  @Mutation(() => Boolean, { description: 'Asks the author of a private topic whether this copy may be published.' })
  @Allow(['REPRESENTATIVE'])
  askToPublish(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Args('title') title: string,
    @Args('body') body: string,
  ): Promise<boolean> {
    return this.publications.ask(viewer, topic, { title, body });
  }

  @Mutation(() => String, { nullable: true, description: 'The author’s answer; the path of the public copy, null when declined.' })
  @Allow('member')
  answerPublication(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
    @Args('agreed') agreed: boolean,
  ): Promise<string | null> {
    return this.publications.answer(viewer, id, agreed);
  }
}
