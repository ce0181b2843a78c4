import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readingAfterwards } from './afterwards.attacks.js';
import { readingWithoutRight } from './reading.attacks.js';
import { shown } from './support/attack.js';
import { type Ground, openGround } from './support/ground.js';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
}, 120_000);
afterAll(() => ground?.close());
const at = (): Ground => ground;

readingWithoutRight(at);
readingAfterwards(at);

it('every case is a test here or has its reason in the table of the README', async () => {
  const readme = await readFile(path.join(import.meta.dirname, 'README.md'), 'utf8');
  const reasoned = new Set([...readme.matchAll(/^\| (\d+) \| \S.{20,} \|$/gm)].map((row) => Number(row[1])));
  const missing = Array.from({ length: 13 }, (_, i) => i + 1).filter((number) => !shown.has(number) && !reasoned.has(number));
  expect(missing).toEqual([]);
});
