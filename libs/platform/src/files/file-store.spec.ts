import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FileHandle, access, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { newId } from '../ids/ids.js';
import { FileStore } from './file-store.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-files-'));
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => rm(dataDir, { recursive: true }));

/** What is flushed to the disk from now on, in order, and whether the file had its name by then. */
async function flushes(file: string): Promise<{ ino: number; isNamed: boolean }[]> {
  const handle = await open(dataDir, 'r');
  const handles = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const seen: { ino: number; isNamed: boolean }[] = [];
  const { sync } = handles;
  jest.spyOn(handles, 'sync').mockImplementation(async function (this: FileHandle) {
    const isNamed = await access(file).then(
      () => true,
      () => false,
    );
    seen.push({ ino: (await this.stat()).ino, isNamed });
    await sync.call(this);
  });
  return seen;
}

describe('the file store', () => {
  it('gives back what was put, whole, and leaves no part behind', async () => {
    const files = new FileStore({ dataDir });
    const [id, bytes] = [newId(), Buffer.from('picture')];
    await Promise.all([files.put(id, bytes), files.put(newId(), bytes)]);
    expect(await buffer(files.read(id))).toEqual(bytes);
    const [one, other] = await Promise.all([files.whole(id), files.whole(id)]);
    expect(one).toEqual(bytes);
    expect(other).toBe(one);
    expect(await files.whole(id)).toBe(one);
    const names = await readdir(path.join(dataDir, 'files'), { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('has a file and its name on the disk before it says so', async () => {
    const files = new FileStore({ dataDir });
    const id = newId();
    const file = path.join(dataDir, 'files', id.slice(-2), id);
    const flushed = await flushes(file);
    await files.put(id, Buffer.from('picture'));
    const { ino } = await stat(file);
    const folders = await Promise.all([path.dirname(file), path.join(dataDir, 'files')].map((folder) => stat(folder)));
    // The bytes while nobody can see them yet, then the name.
    expect(flushed[0]).toEqual({ ino, isNamed: false });
    expect(flushed.slice(1)).toEqual(expect.arrayContaining([{ ino: folders[0]!.ino, isNamed: true }]));
    // A folder that is new is itself a name in the one above.
    expect(flushed.slice(1)).toEqual(expect.arrayContaining([{ ino: folders[1]!.ino, isNamed: true }]));
    flushed.length = 0;
    await files.put(id, Buffer.from('picture'));
    expect(flushed.map((flush) => flush.ino)).toEqual([(await stat(file)).ino, folders[0]!.ino]);
  });

  it('has nothing after it was removed, and removes what is not there without a word', async () => {
    const files = new FileStore({ dataDir });
    const id = newId();
    await files.put(id, Buffer.from('x'));
    await files.whole(id);
    await files.remove(id);
    await files.remove(id);
    await expect(files.whole(id)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(buffer(files.read(id))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['../../etc/passwd', '..', '/etc/passwd', 'a/b', ''])('reaches nothing outside its folder by %j', async (id) => {
    const files = new FileStore({ dataDir });
    expect(() => files.read(id)).toThrow('no id');
    await expect(files.put(id, Buffer.from('x'))).rejects.toThrow('no id');
    await expect(files.remove(id)).rejects.toThrow('no id');
  });
});
