// Writes apps/web/src/gql/generated from the committed schema and the pages' *.graphql documents: typed documents, and
// persisted-documents.json (hash → text), by which the server knows the portal's own documents, and shapes.ts, what the answers to
// the most read pages' queries look like.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import { addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';
import { buildSchema, parse } from 'graphql';
import { globSync } from 'tinyglobby';
import { shapesOf } from './shapes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const baseOutputDir = 'apps/web/src/gql/generated/';
const sdl = readFileSync('apps/server/schema.graphql', 'utf8');

const read = globSync('apps/web/src/**/*.graphql')
  .sort()
  .map((location) => {
    const rawSDL = readFileSync(location, 'utf8');
    return { location, rawSDL, document: parse(rawSDL) };
  });
// urql adds __typename when it sends; the stored text has to be the same.
const documents = addTypenameSelectionDocumentTransform.transform({ documents: read });

const sections = await preset.buildGeneratesSection({
  baseOutputDir,
  schema: parse(sdl),
  schemaAst: buildSchema(sdl),
  documents,
  plugins: [],
  pluginMap: {},
  config: { useTypeImports: true, enumsAsTypes: true, scalars: { DateTime: 'string' } },
  presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
});
mkdirSync(baseOutputDir, { recursive: true });
for (const section of sections) {
  if (section.filename.endsWith('gql.ts') || section.filename.endsWith('index.ts')) continue; // documents are imported by name
  writeFileSync(section.filename, await codegen(section));
}
const shapes = shapesOf(
  documents.map(({ document }) => document),
  buildSchema(sdl),
  ['Frame', 'TopicPage', 'TopicList', 'Home', 'Faq'],
);
writeFileSync(
  join(baseOutputDir, 'shapes.ts'),
  `/** Type and names of the objects in the answers to the most read pages' queries: what both sides know need not travel. */\nexport const knownShapes: readonly (readonly string[])[] = ${JSON.stringify(shapes)};\n`,
);
process.stdout.write(`${documents.length} documents\n`);
