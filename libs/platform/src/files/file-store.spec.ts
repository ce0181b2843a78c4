import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { newId } from '../ids/ids.js';
import { FileStore } from './file-store.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-files-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

describe('the file store', () => {
  it('gives back what was put, whole, and leaves no part behind', async () => {
    const files = new FileStore({ dataDir });
    const [id, bytes] = [newId(), Buffer.from('picture')];
    await Promise.all([files.put(id, bytes), files.put(newId(), bytes)]);
    expect(await buffer(files.read(id))).toEqual(bytes);
    const names = await readdir(path.join(dataDir, 'files'), { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('has nothing after it was removed, and removes what is not there without a word', async () => {
    const files = new FileStore({ dataDir });
    const id = newId();
    await files.put(id, Buffer.from('x'));
    await files.remove(id);
    await files.remove(id);
    await expect(buffer(files.read(id))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['../../etc/passwd', '..', '/etc/passwd', 'a/b', ''])('reaches nothing outside its folder by %j', async (id) => {
    const files = new FileStore({ dataDir });
    expect(() => files.read(id)).toThrow('no id');
    await expect(files.put(id, Buffer.from('x'))).rejects.toThrow('no id');
    await expect(files.remove(id)).rejects.toThrow('no id');
  });
});
