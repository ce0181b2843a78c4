// Writes what is derived from the code: schema.graphql, kinds.json, the README's table of variables, the web's typed documents.
// With --check it writes nothing and fails where a committed file is not what the code says.
import { spawnSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureBuilt } from './fresh-build.mjs';

const root = path.resolve(import.meta.dirname, '..');
const checking = process.argv.includes('--check');
await ensureBuilt({ quiet: true });
const { generated } = await import(path.join(root, 'apps/server/dist/graphql/print-schema.js'));
const { schema, kinds, envelope, variables, environment, access } = await generated();
const stale = [];

await keep('apps/server/schema.graphql', schema);
await keep('libs/interactions/kinds.json', kinds);
await keep('libs/crm/webhook-envelope.json', envelope);
await keep('docker/env.example', environment);
await keepPart('README.md', 'variables', variables);
await keepPart('apps/server/ACCESS.md', 'access', `| kind | entry | who |\n|---|---|---|\n${access}`);
await keepDocuments('apps/web/src/gql/generated');

if (checking && stale.length > 0) process.stdout.write(`Stale: ${stale.join(', ')}. Run: npm run generate\n`);
process.exit(checking && stale.length > 0 ? 1 : 0);

async function keep(file, text) {
  const target = path.join(root, file);
  if ((await readFile(target, 'utf8').catch(() => '')) === text) return;
  stale.push(file);
  if (!checking) await writeFile(target, text);
}

/** The web's typed documents; a check puts back what it found. */
async function keepDocuments(folder) {
  const read = async () =>
    new Map(
      await Promise.all(
        (await readdir(path.join(root, folder))).map(async (name) => [name, await readFile(path.join(root, folder, name), 'utf8')]),
      ),
    );
  const before = await read();
  if (
    spawnSync(process.execPath, [path.join(root, 'tools/codegen.mjs')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0
  )
    process.exit(1);
  const after = await read();
  if ([...after].every(([name, text]) => before.get(name) === text)) return;
  stale.push(folder);
  if (checking) await Promise.all([...before].map(([name, text]) => writeFile(path.join(root, folder, name), text)));
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
async function keepPart(file, name, text) {
  const whole = await readFile(path.join(root, file), 'utf8');
  await keep(
    file,
    whole.replace(new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`), (_all, open, close) => `${open}${text}${close}`),
  );
}
