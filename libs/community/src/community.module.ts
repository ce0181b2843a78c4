import { Module } from '@nestjs/common';
import { draftsProviders } from './drafts/index.js';
import { filesProviders } from './files/index.js';
import { followsProviders } from './follows/index.js';
import { importProviders } from './import/index.js';
import { repliesProviders } from './replies/index.js';
import { revisionsProviders } from './revisions/index.js';
import { IdempotentCommands } from './idempotency/idempotent-commands.js';
import { ProductRepository } from './products/product.repository.js';
import { StatusService } from './statuses/status.service.js';
import { TagRepository } from './tags/tag.repository.js';
import { topicsProviders } from './topics/index.js';
import { verdictsProviders } from './verdicts/index.js';
import { votesProviders } from './votes/index.js';

const topics = [...topicsProviders, IdempotentCommands, ProductRepository, TagRepository, StatusService, ...importProviders];
const replies = [...repliesProviders, ...draftsProviders, ...filesProviders, ...revisionsProviders, ...verdictsProviders, ...votesProviders, ...followsProviders];

/** Topics and everything that people write under them. */
@Module({ providers: [...topics, ...replies], exports: [...topics, ...replies] })
export class CommunityModule {}
