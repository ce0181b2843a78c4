import { afterAll, describe, expect, it } from '@jest/globals';
import { testDatabase } from '@veche/platform/testing';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type DumpFacts, generateDump } from '../support/dump-generator.js';
import { type ImportEnd, countsIn, startImport } from '../support/import-process.js';

const MEGABYTE = 1_048_576;
/** 200 MB in full, a tenth of it in a quick run. */
const big = process.env['VECHE_STORM'] === 'full' ? { questions: 31_000, megabytes: 200 } : { questions: 3_100, megabytes: 20 };

const scratch = mkdtempSync(path.join(os.tmpdir(), 'veche-dumps-'));
afterAll(() => rmSync(scratch, { recursive: true }));

async function imported(questions: number): Promise<{ facts: DumpFacts; end: ImportEnd; megabytes: number }> {
  const folder = path.join(scratch, String(questions));
  const facts = await generateDump(folder, { questions, seed: 7 });
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  const test = await testDatabase();
  try {
    return { facts, end: await startImport(folder, test.url).end, megabytes: bytes / MEGABYTE };
  } finally {
    await test.close();
  }
}

describe('the memory of an import', () => {
  it('does not grow with the file', async () => {
    const small = await imported(400);
    const large = await imported(big.questions);
    expect(large.end.code).toBe(0);
    expect(large.megabytes).toBeGreaterThanOrEqual(big.megabytes);
    expect(countsIn(large.end.stdout)['answers']).toEqual({ all: large.facts.answers, fresh: large.facts.answers });
    const rate = (big.questions + large.facts.answers) / large.end.seconds;
    console.info(
      `${large.megabytes.toFixed(0)} MB: ${large.end.seconds.toFixed(0)} s, ${rate.toFixed(0)} posts with their comments a second, ` +
        `peak ${large.end.peakMegabytes.toFixed(0)} MB; ${small.megabytes.toFixed(0)} MB: peak ${small.end.peakMegabytes.toFixed(0)} MB`,
    );
    expect(large.end.peakMegabytes - small.end.peakMegabytes).toBeLessThanOrEqual(100);
  }, 1_800_000);
});
