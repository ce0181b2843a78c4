import { DraftResolver } from './draft.resolver.js';
import { DraftService } from './draft.service.js';

export const draftsProviders = [DraftService, DraftResolver];
