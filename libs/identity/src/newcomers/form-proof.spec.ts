import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DAY, MovedClock, Secrets } from '@veche/platform';
import { FormProofs } from './form-proof.js';

const [ANNA, BORIS] = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002'];
let folder: string;
let clock: MovedClock;
let proofs: FormProofs;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'veche-form-'));
  clock = new MovedClock(new Date('2026-11-22T12:00:00Z'));
  proofs = new FormProofs(new Secrets({ dataDir: folder }), clock);
});
afterAll(() => rm(folder, { recursive: true }));

/** A form that was open for so long and came back with this in the field that people do not see. */
function filled(milliseconds: number, trap = '', by: string | null = ANNA): boolean {
  const token = proofs.issue(ANNA);
  clock.advance(milliseconds);
  return proofs.looksLikeMachine({ trap, token }, by);
}

describe('a form that a person filled in', () => {
  it.each([1_000, 1_500, 60_000, 3 * DAY])('after %d ms is a person’s: password managers and slow readers included', (ms) => {
    expect(filled(ms)).toBe(false);
  });

  it('is told by nothing at all where it was no form: a program that calls the API', () => {
    expect([proofs.looksLikeMachine(null, ANNA), proofs.looksLikeMachine(undefined, null)]).toEqual([false, false]);
  });

  it('may hold blanks where nobody looks', () => {
    expect(filled(5_000, '  ')).toBe(false);
  });
});

describe('a script', () => {
  it('fills in the field that people do not see', () => {
    expect(filled(60_000, 'https://spam.example')).toBe(true);
  });

  it('is quicker than anybody reads', () => {
    expect(filled(0)).toBe(true);
    expect(filled(999)).toBe(true);
  });

  it('leaves the token out, makes one up, touches one, or keeps one for weeks', () => {
    const token = proofs.issue(ANNA);
    clock.advance(5_000);
    const touched = Buffer.from(token, 'base64url');
    touched[touched.length - 1]! ^= 1;
    for (const made of ['', 'nonsense', touched.toString('base64url'), Buffer.from('form 0 ').toString('base64url'), 'x'.repeat(10_000)])
      expect(proofs.looksLikeMachine({ token: made }, ANNA)).toBe(true);
    expect(proofs.looksLikeMachine({}, ANNA)).toBe(true);
    expect(filled(8 * DAY)).toBe(true);
  });

  it('takes somebody else’s token, or one of another key', async () => {
    expect(filled(5_000, '', BORIS)).toBe(true);
    expect(filled(5_000, '', null)).toBe(true);
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'veche-form-'));
    const foreign = new FormProofs(new Secrets({ dataDir: elsewhere }), clock).issue(ANNA);
    clock.advance(5_000);
    expect(proofs.looksLikeMachine({ token: foreign }, ANNA)).toBe(true);
    await rm(elsewhere, { recursive: true });
  });

  it('learns nothing from a token', () => {
    expect(Buffer.from(proofs.issue(ANNA), 'base64url').toString('latin1')).not.toContain(ANNA);
  });
});
