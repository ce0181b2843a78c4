import { FollowResolver } from './follow.resolver.js';
import { FollowService } from './follow.service.js';

export const followsProviders = [FollowService, FollowResolver];
