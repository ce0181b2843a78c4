import { ReplyVoteService } from './reply-vote.service.js';
import { TopicVoteService } from './topic-vote.service.js';
import { VoteResolver } from './vote.resolver.js';

export const votesProviders = [TopicVoteService, ReplyVoteService, VoteResolver];
