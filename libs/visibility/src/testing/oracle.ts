// Who should see what, said once more and independently: from product.md (the word "audience") and the decisions on states,
// in their words, without a look at visible.ts. The property test holds the two against each other.

/** Whoever asks, in product words. */
export interface Asker {
  /** Null: not signed in. */
  person: string | null;
  roles: readonly string[];
  /** Groups it is in, by the audience of their members, and as what. */
  groups: readonly { group: number; as: 'OWNER' | 'MODERATOR' | 'MEMBER' | 'STEP_IN' }[];
}

/** Who a row is for. */
export type For = 'everyone' | 'members' | 'staff' | { group: number } | { personAndCompany: string };

export interface TopicFacts {
  for: For;
  state: string;
  author: string | null;
}

export interface ReplyFacts {
  topic: TopicFacts;
  state: string;
  author: string | null;
  /** State of the answer that it comments on; null when it hangs on the topic itself. */
  parentState: string | null;
}

/**
 * "Everyone, members, staff, one group, or one person and the company." Nobody reads a closed group without being its member, or
 * without having stepped in.
 */
export function belongs(asker: Asker, audience: For): boolean {
  if (audience === 'everyone') return true;
  if (asker.person === null) return false;
  if (audience === 'members') return true;
  if (audience === 'staff') return worksHere(asker);
  if ('group' in audience) return asker.groups.some(({ group }) => group === audience.group);
  return audience.personAndCompany === asker.person || worksHere(asker);
}

/** A topic: for whom it is, and published; or one's own; or one moderates. */
export function seesTopic(asker: Asker, topic: TopicFacts): boolean {
  return belongs(asker, topic.for) && (isPublished(topic.state) || wrote(asker, topic.author) || keepsOrder(asker, topic.for));
}

/** A reply goes with its topic and with the answer that it comments on: what was taken away takes everything under it along. */
export function seesReply(asker: Asker, reply: ReplyFacts): boolean {
  if (!belongs(asker, reply.topic.for)) return false;
  if (keepsOrder(asker, reply.topic.for)) return true;
  const above = [reply.topic.state, reply.parentState ?? 'published'];
  return above.every(isPublished) && (isPublished(reply.state) || wrote(asker, reply.author));
}

/** Tags, votes, statuses: shown with a published topic, and to who moderates. */
export function seesWhatHangsOn(asker: Asker, topic: TopicFacts): boolean {
  return belongs(asker, topic.for) && (isPublished(topic.state) || keepsOrder(asker, topic.for));
}

/** A group's name: "CLOSED (name visible, content for members), UNLISTED (nothing visible)". */
export function knowsOf(asker: Asker, group: { audienceId: number; type: string }): boolean {
  return group.type === 'PUBLIC' || group.type === 'CLOSED' || belongs(asker, { group: group.audienceId });
}

function worksHere(asker: Asker): boolean {
  return asker.roles.length > 0;
}

/** Moderators and admins of the site wherever they belong; owners and moderators of a group among its members' rows. */
function keepsOrder(asker: Asker, place: For): boolean {
  if (asker.roles.some((role) => role === 'MODERATOR' || role === 'ADMIN')) return true;
  return typeof place === 'object' && 'group' in place && asker.groups.some(({ group, as }) => group === place.group && isChosen(as));
}

function isChosen(as: string): boolean {
  return as === 'OWNER' || as === 'MODERATOR';
}

function isPublished(state: string): boolean {
  return state === 'published';
}

function wrote(asker: Asker, author: string | null): boolean {
  return asker.person !== null && asker.person === author;
}
