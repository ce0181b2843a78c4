import { Module } from '@nestjs/common';
import { draftsProviders } from './drafts/index.js';
import { repliesProviders } from './replies/index.js';
import { TopicReader } from './topics/topic.reader.js';
import { TopicRepository } from './topics/topic.repository.js';

const topics = [TopicRepository, TopicReader];
const replies = [...repliesProviders, ...draftsProviders];

/** Topics and everything that people write under them. */
@Module({ providers: [...topics, ...replies], exports: [...topics, ...replies] })
export class CommunityModule {}
