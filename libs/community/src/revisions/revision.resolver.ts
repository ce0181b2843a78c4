import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer, type Viewer } from '@veche/visibility';
import { Reply } from '../replies/reply.type.js';
import { Topic } from '../topics/topic.type.js';
import { RevisionReader } from './revision.reader.js';
import { Revision } from './revision.type.js';

@Resolver(() => Topic)
export class TopicRevisionResolver {
  constructor(private readonly revisions: RevisionReader) {}

  @ResolveField(() => [Revision], { name: 'revisions', description: 'Newest first; empty unless topic.can.seeHistory.' })
  ofTopic(@CurrentViewer() viewer: Viewer, @Parent() topic: Topic): Promise<Revision[]> {
    return this.revisions.ofTopic(viewer, topic.id);
  }
}

@Resolver(() => Reply)
export class ReplyRevisionResolver {
  constructor(private readonly revisions: RevisionReader) {}

  @ResolveField(() => [Revision], { name: 'revisions', description: 'Newest first; empty for everyone but the author and the company.' })
  ofReply(@CurrentViewer() viewer: Viewer, @Parent() reply: Reply): Promise<Revision[]> {
    return this.revisions.ofReply(viewer, reply.id);
  }
}
