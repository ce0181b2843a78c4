import { open, readFile, rm, stat } from 'node:fs/promises';

/**
 * Runs `work` while no other process does so for the same file. A lock whose owner is dead is taken over.
 * @throws when a living owner keeps it for longer than `patience` milliseconds
 */
export async function withLock<T>(file: string, work: () => Promise<T>, patience = 90_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await ownerIsDead(file)) await rm(file, { force: true });
    else if (Date.now() > end) throw new Error(`Another process holds ${file} for too long`);
    else await new Promise((resume) => setTimeout(resume, 50));
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function ownerIsDead(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (pid > 0) return !isAlive(pid);
  // Made, but its number not yet written: give the owner a moment before calling it dead.
  const made = await stat(file).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > 5_000;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
