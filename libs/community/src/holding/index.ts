import { HoldingService } from './holding.service.js';

export const holdingProviders = [HoldingService];
