import { Module } from '@nestjs/common';
import { IdentityModule } from '@veche/identity';
import { draftsProviders } from './drafts/index.js';
import { filesControllers, filesProviders } from './files/index.js';
import { followsProviders } from './follows/index.js';
import { holdingProviders } from './holding/index.js';
import { IdempotentCommands } from './idempotency/idempotent-commands.js';
import { importProviders } from './import/index.js';
import { notesProviders } from './notes/index.js';
import { peopleProviders } from './people/index.js';
import { previewProviders } from './preview/index.js';
import { privateProviders } from './private/index.js';
import { productsProviders } from './products/index.js';
import { repliesProviders } from './replies/index.js';
import { revisionsProviders } from './revisions/index.js';
import { siteProviders } from './site/index.js';
import { statusesProviders } from './statuses/index.js';
import { tagsProviders } from './tags/index.js';
import { topicsProviders } from './topics/index.js';
import { verdictsProviders } from './verdicts/index.js';
import { votesProviders } from './votes/index.js';

const topics = [
  ...topicsProviders,
  ...statusesProviders,
  ...productsProviders,
  ...tagsProviders,
  ...siteProviders,
  ...peopleProviders,
  ...holdingProviders,
  IdempotentCommands,
  ...importProviders,
];
const replies = [
  ...repliesProviders,
  ...draftsProviders,
  ...filesProviders,
  ...revisionsProviders,
  ...verdictsProviders,
  ...votesProviders,
  ...followsProviders,
  ...notesProviders,
  ...previewProviders,
  ...privateProviders,
];

/** Topics and everything that people write under them. */
@Module({ imports: [IdentityModule], controllers: filesControllers, providers: [...topics, ...replies], exports: [...topics, ...replies] })
export class CommunityModule {}
