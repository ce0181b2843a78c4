import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** light-dark(), :has() and field-sizing are used as they are; older browsers get a plainer but whole page. */
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

export default defineConfig(({ command }) => ({
  plugins: [vue(), tailwindcss()],
  define: {
    // vue-i18n: no devtools, no legacy API, and messages compiled to trees, never by `new Function` (our CSP forbids it).
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true',
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
        rolldownOptions: { input: 'index.html' },
      },
    },
    ssr: {
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
