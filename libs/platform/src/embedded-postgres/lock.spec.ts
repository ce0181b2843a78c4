import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAlive, withLock } from './lock.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'veche-lock-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** The number of a process that is no more. */
const spawnedAndGone = spawnSync(process.execPath, ['-e', '']).pid;

describe('a lock file', () => {
  it('lets one work at a time, and is gone afterwards', async () => {
    const file = path.join(dir, 'one');
    let inside = 0;
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        withLock(file, async () => {
          inside += 1;
          expect(inside).toBe(1);
          await new Promise((resume) => setTimeout(resume, 5));
          inside -= 1;
          return i;
        }),
      ),
    );
    expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(existsSync(file)).toBe(false);
  });

  it('is given back when the work fails', async () => {
    const file = path.join(dir, 'failing');
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(file, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('of a dead process is taken over, of a living one it is not', async () => {
    expect(isAlive(spawnedAndGone)).toBe(false);
    await writeFile(path.join(dir, 'dead'), String(spawnedAndGone));
    expect(await withLock(path.join(dir, 'dead'), () => Promise.resolve('taken over'))).toBe('taken over');
    await writeFile(path.join(dir, 'living'), String(process.pid));
    await expect(withLock(path.join(dir, 'living'), () => Promise.resolve(), 100)).rejects.toThrow('too long');
  });

  it('of a dead process is taken over by one only, however many see that it is dead', async () => {
    for (let round = 0; round < 3; round++) {
      const file = path.join(dir, `stale-${round}`);
      await writeFile(file, String(spawnedAndGone));
      let inside = 0;
      let most = 0;
      await Promise.all(
        Array.from({ length: 8 }, () =>
          withLock(file, async () => {
            most = Math.max(most, ++inside);
            await new Promise((resume) => setTimeout(resume, 2));
            inside -= 1;
          }),
        ),
      );
      expect(most).toBe(1);
    }
  });

  it('without a number, left by a process that died at once, is taken over after a moment', async () => {
    const file = path.join(dir, 'empty');
    await writeFile(file, '');
    await expect(withLock(file, () => Promise.resolve(), 100)).rejects.toThrow('too long');
    const long = new Date(Date.now() - 6_000);
    await utimes(file, long, long);
    expect(await withLock(file, () => Promise.resolve('taken over'))).toBe('taken over');
  });
});
