import { TagRepository } from './tag.repository.js';
import { TagResolver } from './tag.resolver.js';
import { TagService } from './tag.service.js';

export const tagsProviders = [TagRepository, TagService, TagResolver];
