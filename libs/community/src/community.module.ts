import { Module } from '@nestjs/common';
import { draftsProviders } from './drafts/index.js';
import { filesProviders } from './files/index.js';
import { repliesProviders } from './replies/index.js';
import { revisionsProviders } from './revisions/index.js';
import { TopicReader } from './topics/topic.reader.js';
import { TopicRepository } from './topics/topic.repository.js';

const topics = [TopicRepository, TopicReader];
const replies = [...repliesProviders, ...draftsProviders, ...filesProviders, ...revisionsProviders];

/** Topics and everything that people write under them. */
@Module({ providers: [...topics, ...replies], exports: [...topics, ...replies] })
export class CommunityModule {}
