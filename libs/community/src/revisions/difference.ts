import { diffArrays } from 'diff';
import type { DiffPart } from './revision.type.js';

/** Milliseconds that all comparisons of one history may take together; what comes later is compared by lines or not at all. */
const PATIENCE = 40;

// Words in any script: jsdiff's own word splitting knows Latin letters only and would compare Russian letter by letter.
const WORDS = /[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu;
const LINES = /[^\n]*\n|[^\n]+/g;

/** Compares versions, within one time limit for all: two long texts without a common word would take seconds (Myers, O(ND)). */
export class Comparison {
  private readonly end = performance.now() + PATIENCE;

  /** What became of `before`, by words; by lines when that takes too long. */
  of(before: string, after: string): DiffPart[] {
    return (
      this.by(WORDS, before, after) ??
      this.by(LINES, before, after) ??
      parts([
        { value: [before], removed: true },
        { value: [after], added: true },
      ])
    );
  }

  private by(pattern: RegExp, before: string, after: string): DiffPart[] | undefined {
    const timeout = Math.max(1, (this.end - performance.now()) / 2);
    const changes = diffArrays(before.match(pattern) ?? [], after.match(pattern) ?? [], { timeout });
    return changes && parts(changes);
  }
}

function parts(changes: { value: string[]; added?: boolean; removed?: boolean }[]): DiffPart[] {
  return changes
    .map(({ value, added, removed }): DiffPart => ({ kind: added ? 'ADDED' : removed ? 'REMOVED' : 'SAME', text: value.join('') }))
    .filter(({ text }) => text !== '');
}
