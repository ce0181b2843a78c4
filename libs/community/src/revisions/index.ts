import { RevisionReader } from './revision.reader.js';
import { RevisionRepository } from './revision.repository.js';
import { ReplyRevisionResolver, TopicRevisionResolver } from './revision.resolver.js';

export const revisionsProviders = [RevisionRepository, RevisionReader, TopicRevisionResolver, ReplyRevisionResolver];
