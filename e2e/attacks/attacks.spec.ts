import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { accountsOfOthers } from './accounts.attacks.js';
import { readingAfterwards } from './afterwards.attacks.js';
import { comingIn } from './coming-in.attacks.js';
import { tooMuch } from './excess.attacks.js';
import { injectedTexts } from './injection.attacks.js';
import { outwardCalls } from './outward.attacks.js';
import { readingWithoutRight } from './reading.attacks.js';
import { forgedRequests } from './requests.attacks.js';
import { rulesUnderPressure } from './rules.attacks.js';
import { shown } from './support/attack.js';
import { type Ground, openGround } from './support/ground.js';

// Most take a second; one asks a thousand questions.
jest.setTimeout(120_000);

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground?.close());
const at = (): Ground => ground;

readingWithoutRight(at);
readingAfterwards(at);
comingIn(at);
accountsOfOthers(at);
forgedRequests(at);
outwardCalls(at);
rulesUnderPressure(at);
injectedTexts(at);
tooMuch(at);

it('every case is a test here or has its reason in the table of the README', async () => {
  const readme = await readFile(path.join(import.meta.dirname, 'README.md'), 'utf8');
  const reasoned = new Set([...readme.matchAll(/^\| (\d+) \| \S.{20,} \|$/gm)].map((row) => Number(row[1])));
  const missing = Array.from({ length: 50 }, (_, i) => i + 1).filter((number) => !shown.has(number) && !reasoned.has(number));
  expect(missing).toEqual([]);
});
