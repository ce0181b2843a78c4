// Compiles one project's src/**/*.ts to dist/**/*.js with swc. No type check here: `npm run check` does that (decision 34).
import { transformFile } from '@swc/core';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { swcOptions } from './swc-options.mjs';

export async function buildProject(root) {
  const sources = await glob('**/*.ts', { cwd: path.join(root, 'src'), ignore: ['**/*.spec.ts', '**/*.d.ts'] });
  const written = new Set();
  await Promise.all(
    sources.map(async (source) => {
      const target = path.join(root, 'dist', source.replace(/\.ts$/, '.js'));
      const { code, map } = await transformFile(path.join(root, 'src', source), { ...swcOptions, sourceMaps: true });
      await mkdir(path.dirname(target), { recursive: true });
      // The map is named by the code; without it a stack trace points into dist.
      await writeIfChanged(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
      await writeIfChanged(`${target}.map`, map ?? '{}');
      written.add(path.relative(path.join(root, 'dist'), target));
    }),
  );
  const stale = await glob('**/*.js', { cwd: path.join(root, 'dist') });
  await Promise.all(stale.filter((file) => !written.has(file)).map((file) => rm(path.join(root, 'dist', file), { force: true })));
}

async function writeIfChanged(file, text) {
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text);
}

if (import.meta.filename === process.argv[1]) await buildProject(process.cwd());
