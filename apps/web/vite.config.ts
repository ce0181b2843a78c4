import { readFileSync } from 'node:fs';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

/** light-dark(), :has() and field-sizing are used as they are; older browsers get a plainer but whole page. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

/** Small components and logic; not what waits for its moment (dialogs, the connection) and not the texts of one language. */
const SHARED =
  /libs\/ui\/src\/(?!components\/(Dialog|SidePanel))|web\/src\/(app|forms|frame|page|topic|live\/(?!connection)|i18n\/\w+\.ts)/;

/** The documents by their hashes lie beside the server's build: the server trusts those of the very build it serves. */
const ownDocuments: Plugin = {
  name: 'own-documents',
  applyToEnvironment: ({ name }) => name === 'ssr',
  generateBundle() {
    const source = readFileSync(new URL('src/gql/generated/persisted-documents.json', import.meta.url));
    this.emitFile({ type: 'asset', fileName: 'persisted-documents.json', source });
  },
};

export default defineConfig(({ command }) => ({
  plugins: [vue(), tailwindcss(), ownDocuments],
  define: {
    __VUE_OPTIONS_API__: 'false',
    // The server's bundle keeps this variable otherwise: development checks of every library then run in whatever is not told.
    ...(command === 'build' && { 'process.env.NODE_ENV': '"production"' }),
  },
  builder: {}, // `vite build --app` builds both environments
  environments: {
    client: {
      build: {
        outDir: 'dist/client',
        ssrManifest: true,
        target: BROWSERS,
        cssTarget: BROWSERS,
        assetsInlineLimit: 0,
        // What several pages share travels as one file: a name and a request each cost more than the few components of others.
        rolldownOptions: {
          input: 'index.html',
          output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED, minShareCount: 2 }] } },
        },
      },
    },
    ssr: {
      // Vue looks at it in every component; the mode of a start must not make a built page several times dearer.
      ...(command === 'build' && { define: { 'process.env.NODE_ENV': '"production"' } }),
      build: {
        outDir: 'dist/server',
        ssr: true,
        target: 'node20',
        rolldownOptions: { input: 'src/entry-server.ts', output: { codeSplitting: false } },
      },
      // Self-contained when built; in development externals must stay external ("module is not defined" otherwise).
      // Without the condition "node" the libraries' builds for bundlers are taken: only they know the flags above and lose what is unused.
      resolve: command === 'build' ? { noExternal: true, conditions: ['module', 'production'] } : {},
    },
  },
}));
