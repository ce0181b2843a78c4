// What may be done to a reply. Commands ask before they write, the page is served the answers as `reply.can { … }`. Whoever is
// asked about has seen the reply already: the gate is not repeated here.
import type { ContentState, Viewer } from '@veche/visibility';
import { type Objection, SIGN_IN, SILENCED } from '../objection.js';
import { AUTHOR_OR_MODERATOR, CLOSED, NOT_PUBLISHED } from '../topics/topic.objections.js';
import { type RepliedTopic, keepsOrder, objectionToAnswer } from '../topics/topic.policy.js';
import * as because from './reply.objections.js';
import type { ReplyKind } from './reply.type.js';

/** What the policies ask about a reply. */
export interface ReplyFacts {
  topic: RepliedTopic;
  kind: ReplyKind;
  state: ContentState;
  /** State of the answer that a comment hangs on. */
  parentState: ContentState | null;
  authorPersonId: string | null;
  deletedById: string | null;
  isSolution: boolean;
  isOfficial: boolean;
}

const wrote = (viewer: Viewer, reply: ReplyFacts): boolean => viewer.personId !== null && reply.authorPersonId === viewer.personId;

function objectionToTouch(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (viewer.isSilenced === true) return SILENCED;
  return wrote(viewer, reply) || keepsOrder(viewer, reply.topic) ? null : AUTHOR_OR_MODERATOR;
}

/** Is this reply out in the open: its topic, the answer it hangs on, and itself? */
export function objectionToUnpublished(reply: ReplyFacts): Objection | null {
  if (reply.topic.state !== 'published') return NOT_PUBLISHED;
  return reply.state === 'published' && (reply.parentState ?? 'published') === 'published' ? null : because.NOT_PUBLISHED;
}

/** Members comment on answers of open topics; a comment has no comments. */
export function objectionToComment(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (reply.kind === 'COMMENT') return because.NO_COMMENTS_ON_COMMENTS;
  return objectionToAnswer(viewer, reply.topic) ?? objectionToUnpublished(reply);
}

/**
 * Authors change their words while the topic is open, moderators anybody's. What the company signed is changed by its own people
 * only: else a customer's answer could be made official and then say something else in the company's name.
 */
export function objectionToEdit(viewer: Viewer, reply: ReplyFacts): Objection | null {
  const objection = objectionToTouch(viewer, reply) ?? objectionToUnpublished(reply);
  if (objection !== null || keepsOrder(viewer, reply.topic)) return objection;
  if (reply.topic.closedAt !== null) return CLOSED;
  return reply.isOfficial && !viewer.roles.has('REPRESENTATIVE') ? because.OFFICIAL_WORDS : null;
}

/**
 * Authors delete what of theirs is published, moderators anything; also in a closed topic. What is held is decided in the queue alone:
 * deleting and restoring it would publish it, and nobody who follows the log would hear of it.
 */
export function objectionToDelete(viewer: Viewer, reply: ReplyFacts): Objection | null {
  const objection = objectionToTouch(viewer, reply) ?? (reply.state === 'deleted' ? because.DELETED_ALREADY : null);
  if (objection !== null) return objection;
  if (keepsOrder(viewer, reply.topic)) return reply.state === 'held' ? because.HELD : null;
  return reply.state === 'published' ? null : because.NOT_PUBLISHED;
}

/** Authors take back their own deletion, never a moderator's. */
export function objectionToRestore(viewer: Viewer, reply: ReplyFacts): Objection | null {
  const objection = objectionToTouch(viewer, reply) ?? (reply.state === 'deleted' ? null : because.NOT_DELETED);
  if (objection !== null || keepsOrder(viewer, reply.topic)) return objection;
  return reply.deletedById === viewer.personId ? null : because.DELETED_BY_MODERATOR;
}
