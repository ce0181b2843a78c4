import { SiteResolver } from './site.resolver.js';
import { SiteService } from './site.service.js';

export const siteProviders = [SiteService, SiteResolver];
