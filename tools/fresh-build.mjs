// Builds what is not built. A stamp of all sources' names, sizes and times spares even asking Nx when nothing changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';

const root = path.resolve(import.meta.dirname, '..');
const stampFile = path.join(root, 'node_modules/.cache/veche/build-stamp');

/** The stamp of the sources when what lies in dist/ is made of them as they are now; else undefined. */
export async function builtStamp() {
  const stamp = await stampOfSources();
  const built =
    existsSync(path.join(root, 'apps/server/dist/main.js')) && existsSync(path.join(root, 'apps/web/dist/server/entry-server.js'));
  return built && (await readFile(stampFile, 'utf8').catch(() => '')) === stamp ? stamp : undefined;
}

export async function ensureBuilt({ quiet = false } = {}) {
  if ((await builtStamp()) !== undefined) return;
  const stamp = await stampOfSources();
  const began = performance.now();
  if (!quiet) process.stdout.write('  Building …\n');
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '--outputStyle=static'],
    {
      cwd: root,
      stdio: quiet ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' },
      encoding: 'utf8',
    },
  );
  if (status !== 0) {
    process.stderr.write('The build failed: `npm run build` shows why.\n');
    process.exit(1);
  }
  if (!quiet) process.stdout.write(`  Built in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
}

async function stampOfSources() {
  const files = await glob(
    [
      'apps/*/{src,index.html,vite.config.ts,package.json,public}/**',
      'apps/*/*.{html,ts,json,graphql}',
      'libs/*/src/**',
      'package-lock.json',
      'tools/*.mjs',
    ],
    {
      cwd: root,
      ignore: ['**/*.spec.ts', '**/dist/**', '**/node_modules/**'],
    },
  );
  const lines = await Promise.all(
    files.sort().map(async (file) => {
      const { size, mtimeMs } = await stat(path.join(root, file));
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
