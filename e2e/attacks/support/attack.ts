import { it } from '@jest/globals';
import { isForeign } from './ground.js';

/** Numbers of cases that a test in this run shows. */
export const shown = new Set<number>();

/** A case of the list of attacks, by its number, as a sentence of what holds. */
export function attack(number: number, sentence: string, run: () => Promise<void>): void {
  shown.add(number);
  it(`${number}: ${sentence}`, run);
}

/** One that needs something of our own beside the portal; left out of an attack on a portal elsewhere. */
export function attackOnOwn(number: number, sentence: string, run: () => Promise<void>): void {
  shown.add(number);
  (isForeign ? it.skip : it)(`${number}: ${sentence}`, run);
}

/** One that needs the letters that the portal wrote. */
export function attackByMail(number: number, sentence: string, run: () => Promise<void>): void {
  shown.add(number);
  (isForeign && process.env['VECHE_ATTACK_MAIL'] === undefined ? it.skip : it)(`${number}: ${sentence}`, run);
}
