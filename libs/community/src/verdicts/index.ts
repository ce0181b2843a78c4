import { VerdictRepository } from './verdict.repository.js';
import { VerdictResolver } from './verdict.resolver.js';
import { VerdictService } from './verdict.service.js';

export const verdictsProviders = [VerdictRepository, VerdictService, VerdictResolver];
