import type { Viewer } from '@veche/visibility';

/** Whose word it is: a member's id, else the visitor's hash of the day; null for a visitor who cannot be told from others. */
export function tellerOf(viewer: Viewer): Buffer | null {
  return viewer.personId === null ? viewer.visitorHash : Buffer.from(viewer.personId.replaceAll('-', ''), 'hex');
}
