import { AskService } from './ask.service.js';
import { EditService } from './edit.service.js';
import { MarkBatch } from './mark-batch.js';
import { NewTopics } from './new-topics.js';
import { TopicCommand } from './topic-command.js';
import { TopicGroupRepository } from './topic-group.repository.js';
import { TopicLabels } from './topic-labels.js';
import { TopicMarks } from './topic-marks.js';
import { TopicTally } from './topic-tally.js';
import { TopicTurns } from './topic-turns.js';
import { TopicReader } from './topic.reader.js';
import { TopicRepository } from './topic.repository.js';
import { TopicResolver, TopicTextResolver } from './topic.resolver.js';
import { TopicService } from './topic.service.js';

export const topicsProviders = [
  ...[
    TopicRepository,
    TopicReader,
    TopicTally,
    TopicCommand,
    TopicMarks,
    MarkBatch,
    TopicTurns,
    TopicLabels,
    TopicGroupRepository,
    NewTopics,
    AskService,
    EditService,
    TopicService,
  ],
  ...[TopicResolver, TopicTextResolver],
];
