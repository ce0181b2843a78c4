import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Secrets, hashToken, newToken } from './secrets.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-secrets-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

const key = (digit: string) => new Secrets({ VECHE_SECRET_KEY: digit.repeat(64), dataDir: '/nowhere' });

describe('a sealed text', () => {
  it.each(['', 'whsec_abc', 'Ёжик 👩‍👩‍👧', 'x'.repeat(100_000)])('can be opened again', (text) => {
    expect(key('a').open(key('a').seal(text))).toBe(text);
  });

  it('looks different each time, and shows nothing', () => {
    const [one, two] = [key('a').seal('secret'), key('a').seal('secret')];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('secret')).toBe(false);
  });

  it('opens with no other key, and not after any one byte was touched', () => {
    const sealed = key('a').seal('secret');
    expect(() => key('b').open(sealed)).toThrow();
    for (let i = 0; i < sealed.length; i++) {
      const touched = Buffer.from(sealed);
      touched[i]! ^= 1;
      expect(() => key('a').open(touched)).toThrow();
    }
    for (let length = 0; length < sealed.length; length++) expect(() => key('a').open(sealed.subarray(0, length))).toThrow();
  });
});

describe('the key', () => {
  it('is made once, where only its owner reads it, and is the same for everybody who starts at once', async () => {
    const all = Array.from({ length: 5 }, () => new Secrets({ dataDir }));
    const sealed = all[0]!.seal('secret');
    for (const one of [...all, new Secrets({ dataDir })]) expect(one.open(sealed)).toBe('secret');
    const file = path.join(dataDir, 'secret.key');
    expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('a token', () => {
  it('has 256 random bits, fits an address, and is known by its hash alone', () => {
    const tokens = Array.from({ length: 1_000 }, newToken);
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1_000);
    for (const { token, hash } of tokens) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(hashToken(token).equals(hash)).toBe(true);
    }
  });
});
