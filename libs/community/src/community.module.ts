import { Module } from '@nestjs/common';
import { TopicReader } from './topics/topic.reader.js';
import { TopicRepository } from './topics/topic.repository.js';

const topics = [TopicRepository, TopicReader];

/** Topics and everything that people write under them. */
@Module({ providers: [...topics], exports: [...topics] })
export class CommunityModule {}
