import { StatusResolver } from './status.resolver.js';
import { StatusService } from './status.service.js';

export const statusesProviders = [StatusService, StatusResolver];
