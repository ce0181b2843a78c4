import { type Viewer, isStaff } from '@veche/visibility';

/** Which posts of new people wait for a moderator. */
export const FIRST_POSTS = ['NONE', 'FIRST_LINK', 'FIRST', 'FIRST_THREE'] as const;
export type FirstPosts = (typeof FIRST_POSTS)[number];

/** So many posts must have been let through before the next one appears at once. */
const NEEDED: Record<FirstPosts, number> = { NONE: 0, FIRST_LINK: 1, FIRST: 1, FIRST_THREE: 3 };

/** Somebody new, about whom nothing is known but what they write. */
export function isNewcomer(viewer: Viewer): boolean {
  return viewer.approvedPosts !== undefined && !isStaff(viewer);
}

/** Does this post wait? With FIRST_LINK only one with a link in it: what spam is for. Whose sign-up looked like a script's waits anyway. */
export function waits(viewer: Viewer, rule: FirstPosts, text: string): boolean {
  if (!isNewcomer(viewer)) return false;
  if (viewer.approvedPosts! < 0) return true;
  if (viewer.approvedPosts! >= NEEDED[rule]) return false;
  return rule !== 'FIRST_LINK' || linksIn(text) > 0;
}

const ADDRESS =
  /(?:\b[a-z][a-z0-9+.-]{1,9}:\/\/|\bwww\.|\b[\p{L}\p{N}-]{1,63}\.(?:com|net|org|info|biz|ru|рф|su|io|me|xyz|top|site|shop|online|club|link|app|dev|de|cn|uk)\b)\S*/giu;

/** How many addresses are in a text, written as links or plainly. */
export function linksIn(text: string): number {
  return text.normalize('NFKC').match(ADDRESS)?.length ?? 0;
}

/** How many people are called by their handle. */
export function mentionsIn(text: string): number {
  return text.match(/(?<![\p{L}\p{N}/])@[\p{L}\p{N}._-]{2,}/gu)?.length ?? 0;
}
