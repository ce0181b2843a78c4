import { AskService } from './ask.service.js';
import { EditService } from './edit.service.js';
import { NewTopics } from './new-topics.js';
import { TopicCommand } from './topic-command.js';
import { TopicLabels } from './topic-labels.js';
import { TopicTally } from './topic-tally.js';
import { TopicReader } from './topic.reader.js';
import { TopicRepository } from './topic.repository.js';
import { TopicResolver, TopicTextResolver } from './topic.resolver.js';
import { TopicService } from './topic.service.js';

export const topicsProviders = [
  ...[TopicRepository, TopicReader, TopicTally, TopicCommand, TopicLabels, NewTopics, AskService, EditService, TopicService],
  ...[TopicResolver, TopicTextResolver],
];
