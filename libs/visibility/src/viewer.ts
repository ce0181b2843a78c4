import type { Locale } from '@veche/platform';
import { EVERYONE, MEMBERS, PRIVATE_FROM, STAFF } from './audiences/audience.js';

/** Roles of the company. A customer has none. */
export const ROLES = ['REPRESENTATIVE', 'OPERATOR', 'MODERATOR', 'CRM_ADMIN', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody is in a group. Whoever stepped in looks and moderates for an hour, and is no member. */
export type GroupRole = 'OWNER' | 'MODERATOR' | 'MEMBER' | 'STEP_IN';

/** A group that a viewer is in at this moment. */
export interface ViewerGroup {
  readonly id: string;
  /** Of its members, whoever may read what is in it. */
  readonly audienceId: number;
  readonly role: GroupRole;
}

/** How an interaction reached us. */
export type Channel = 'web' | 'api' | 'import' | 'system';

/** Whoever asks: resolved once per request, trusted from then on, and holding memberships only, never content. */
export interface Viewer {
  /** Null for a visitor. */
  readonly personId: string | null;
  readonly accountId: string | null;
  readonly sessionId: string | null;
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** Audiences it belongs to. Staff belong to every private audience besides (`seesPrivate`). */
  readonly audienceIds: readonly number[];
  readonly groups: readonly ViewerGroup[];
  readonly locale: Locale;
  readonly channel: Channel;
  /** How many posts of somebody new a moderator let through; absent for whoever is known (libs/moderation). */
  readonly approvedPosts?: number;
  /** Reads, and does not write for now. */
  readonly isSilenced?: boolean;
  /** Who this visitor is for today, without saying who (a salted hash); for counting only. */
  readonly visitorHash: Buffer | null;
}

/** Any role of the company makes staff. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.roles.size > 0;
}

/** May read what one person and the company said to each other. */
export function seesPrivate(viewer: Viewer): boolean {
  return isStaff(viewer);
}

/** Sees held, hidden and deleted rows, in the audiences it belongs to. */
export function moderates(viewer: Viewer): boolean {
  return viewer.roles.has('MODERATOR') || viewer.roles.has('ADMIN');
}

/** Groups are the company's to make: one that nobody looks after is a dead room in its house. */
export function foundsGroups(viewer: Viewer): boolean {
  return viewer.roles.has('REPRESENTATIVE') || moderates(viewer);
}

/** Is a member of this group, in whichever role. */
export function isMemberOf(viewer: Viewer, groupId: string): boolean {
  return viewer.groups.some(({ id, role }) => id === groupId && role !== 'STEP_IN');
}

/** Keeps order in this group: its owners and moderators. (Moderators of the site: `moderates`, where they may look at all.) */
export function leads(viewer: Viewer, groupId: string | null): boolean {
  return groupId !== null && viewer.groups.some((group) => group.id === groupId && isLeading(group));
}

/** Audiences in which the viewer sees held, hidden and deleted rows though it has no role of the site. */
export function ledAudiences(viewer: Viewer): number[] {
  return viewer.groups.filter(isLeading).map(({ audienceId }) => audienceId);
}

function isLeading({ role }: ViewerGroup): boolean {
  return role === 'OWNER' || role === 'MODERATOR';
}

/** What is known of a signed-in person when its Viewer is made. */
export interface ViewerFacts {
  personId: string;
  accountId: string | null;
  sessionId: string | null;
  name: string;
  roles: readonly Role[];
  /** Its private audience, once it has asked privately. */
  privateAudienceId: number | null;
  /** Groups that it is a member of or stepped into. */
  groups?: readonly ViewerGroup[];
  approvedPosts?: number;
  isSilenced?: boolean;
  locale: Locale;
  channel?: Channel;
  visitorHash?: Buffer | null;
}

/** Somebody without an account, or not signed in. */
export function visitor(locale: Locale = 'en', visitorHash: Buffer | null = null): Viewer {
  return {
    personId: null,
    accountId: null,
    sessionId: null,
    name: '',
    roles: new Set(),
    audienceIds: [EVERYONE],
    groups: [],
    locale,
    channel: 'web',
    visitorHash,
  };
}

/** The viewer of a person with these facts. */
export function viewerOf(facts: ViewerFacts): Viewer {
  const roles = new Set(facts.roles);
  const audienceIds = [EVERYONE, MEMBERS];
  if (roles.size > 0) audienceIds.push(STAFF);
  if (facts.privateAudienceId !== null && facts.privateAudienceId >= PRIVATE_FROM) audienceIds.push(facts.privateAudienceId);
  const groups = facts.groups ?? [];
  audienceIds.push(...new Set(groups.map(({ audienceId }) => audienceId)));
  return { channel: 'web', visitorHash: null, ...facts, roles, audienceIds, groups };
}
