// Who may import whom (architecture: platform < visibility < domain < edge < app). `npm run check` enforces it;
// boundaries.spec.ts proves that it fires.

const layer = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });
const lib = (name, ...others) => layer(`lib:${name}`, ...[name, ...others].map((other) => `lib:${other}`));
const ground = ['platform', 'visibility'];

export const boundaries = [
  layer('layer:platform', 'layer:platform'),
  layer('layer:visibility', 'layer:platform', 'layer:visibility'),
  layer('layer:domain', 'layer:platform', 'layer:visibility', 'layer:domain'),
  layer('layer:edge', 'layer:platform', 'layer:visibility', 'layer:domain', 'layer:edge'),
  layer('layer:ui', 'layer:ui'),
  layer('layer:web', 'layer:ui', 'layer:web'),
  layer('layer:app', 'layer:platform', 'layer:visibility', 'layer:domain', 'layer:edge', 'layer:app'),
  // A domain may use another only where it is named here; edges never use each other.
  lib('platform'),
  lib('visibility', 'platform'),
  lib('interactions', ...ground),
  lib('identity', ...ground, 'interactions'),
  lib('community', ...ground, 'interactions', 'identity'),
  lib('groups', ...ground, 'interactions', 'identity'),
  lib('moderation', ...ground, 'interactions', 'identity', 'community'),
  lib('faq', ...ground, 'interactions', 'identity', 'community'),
  lib('notifications', ...ground, 'interactions', 'identity', 'community'),
  lib('reputation', ...ground, 'interactions', 'identity', 'community'),
  lib('search', ...ground, 'interactions', 'identity', 'community'),
  lib('crm', ...ground, 'interactions', 'identity', 'community'),
  lib('ui'),
];

const restricted = (files, ignores, patterns, extra = {}) => ({
  files,
  ignores: ['**/*.spec.ts', ...ignores],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { ...patterns, ...extra }] },
});

const dataSource = {
  name: 'typeorm',
  importNames: ['DataSource'],
  message: 'Only libs/platform holds a DataSource; ask for Database or the Gate.',
};
const asSystem = {
  name: '@veche/visibility',
  importNames: ['asSystem'],
  message: 'Trusted work is listed in tools/boundaries.mjs, each file with its reason.',
};
const meilisearch = { name: 'meilisearch', message: 'Only libs/search talks to Meilisearch.' };
const sockets = { name: 'socket.io', message: 'Only libs/realtime talks to sockets.' };

/** Files that may do trusted work, and why. */
export const trustedFiles = [
  'apps/server/src/import/**', // imports write history that nobody present asked for
  'apps/server/src/demo/**', // the demo community has no viewer before it exists
];

export const guardedImports = [
  restricted(['libs/**/*.ts', 'apps/server/src/**/*.ts'], ['libs/platform/**', 'libs/realtime/**', ...trustedFiles], {
    paths: [dataSource, asSystem, meilisearch, sockets],
  }),
  restricted(['libs/realtime/**/*.ts'], [], { paths: [dataSource, asSystem, meilisearch] }),
  restricted(trustedFiles, [], { paths: [dataSource, meilisearch, sockets] }),
];
