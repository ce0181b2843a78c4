import { NewReplies } from './new-replies.js';
import { PlainReplies } from './plain-replies.js';
import { ReplyCommand } from './reply-command.js';
import { ReplyReader } from './reply.reader.js';
import { ReplyRepository } from './reply.repository.js';
import { ReplyResolver } from './reply.resolver.js';
import { ReplyService } from './reply.service.js';
import { ReplyUpkeepService } from './reply-upkeep.service.js';
import { ThreadReader } from './thread.reader.js';
import { ThreadResolver } from './thread.resolver.js';

export const repliesProviders = [
  ReplyReader,
  ReplyRepository,
  ReplyCommand,
  NewReplies,
  PlainReplies,
  ReplyService,
  ReplyUpkeepService,
  ReplyResolver,
  ThreadReader,
  ThreadResolver,
];
