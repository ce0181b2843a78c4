// What may be done to a topic. The services ask before they write, the page is served the answers as `topic.can { … }`.
// Whoever is asked about has seen the topic already: the gate is not repeated here.
import { type ContentState, type NamedAudience, type Viewer, audienceKind, isMemberOf, isStaff, leads, moderates } from '@veche/visibility';
import { type Objection, SIGN_IN, SILENCED } from '../objection.js';
import * as because from './topic.objections.js';
import type { TopicCan } from './topic-can.type.js';
import { type TopicKind, type TopicStatus, statusesOf } from './topic.words.js';

/** What the policies ask about a topic; a locked row has it all. */
export interface TopicFacts {
  kind: TopicKind;
  state: ContentState;
  status: TopicStatus | null;
  audienceId: number;
  /** The group that it lives in. */
  groupId: string | null;
  mayGoBack: boolean;
  authorPersonId: string | null;
  deletedById: string | null;
  closedAt: Date | null;
  answerCount: number;
  commentCount: number;
}

/** The part of it that replies carry along. */
export type RepliedTopic = Pick<TopicFacts, 'kind' | 'state' | 'groupId' | 'authorPersonId' | 'closedAt'>;

const represents = (viewer: Viewer): boolean => viewer.roles.has('REPRESENTATIVE');
/** Moderators of the site, and whoever leads the group that the topic lives in. */
export const keepsOrder = (viewer: Viewer, topic: Pick<TopicFacts, 'groupId'>): boolean =>
  moderates(viewer) || leads(viewer, topic.groupId);
const runsTopic = (viewer: Viewer, topic: RepliedTopic): boolean => represents(viewer) || keepsOrder(viewer, topic);
const wrote = (viewer: Viewer, topic: RepliedTopic): boolean => viewer.personId !== null && topic.authorPersonId === viewer.personId;
const closedTo = (topic: RepliedTopic): Objection | null => (topic.closedAt === null ? null : because.CLOSED);

/** Nothing is done by visitors, and nothing to what is held, hidden or deleted. */
function objectionToAnything(viewer: Viewer, topic: RepliedTopic): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (viewer.isSilenced === true) return SILENCED;
  return topic.state === 'published' ? null : because.NOT_PUBLISHED;
}

/** Members bring what customers bring; updates are the company's own, and so is the audience of staff. */
export function objectionToAsk(viewer: Viewer, kind: TopicKind, audience: NamedAudience): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (viewer.isSilenced === true) return SILENCED;
  if (kind === 'UPDATE' && !represents(viewer)) return because.UPDATES_ARE_THE_COMPANYS;
  return audience === 'STAFF' && !isStaff(viewer) ? because.STAFF_AUDIENCE : null;
}

/** In a group its members write, though all may read a public one. Whoever stepped in looks and does not talk. */
function objectionToOutsiders(viewer: Viewer, { groupId }: RepliedTopic): Objection | null {
  return groupId === null || isMemberOf(viewer, groupId) ? null : because.MEMBERS_WRITE;
}

/** Members answer what is published and open. */
export function objectionToAnswer(viewer: Viewer, topic: RepliedTopic): Objection | null {
  return objectionToAnything(viewer, topic) ?? closedTo(topic) ?? objectionToOutsiders(viewer, topic);
}

/** The asker counts as one "me too" without voting (decision 15). A closed topic may still be needed. */
export function objectionToTopicVote(viewer: Viewer, topic: TopicFacts): Objection | null {
  return objectionToAnything(viewer, topic) ?? (wrote(viewer, topic) ? because.OWN_TOPIC : null);
}

export function objectionToFollow(viewer: Viewer, topic: TopicFacts): Objection | null {
  return objectionToAnything(viewer, topic);
}

/** Authors change the words of their open topics, moderators anybody's. */
export function objectionToEdit(viewer: Viewer, topic: TopicFacts): Objection | null {
  const objection = objectionToAnything(viewer, topic);
  if (objection !== null || keepsOrder(viewer, topic)) return objection;
  return wrote(viewer, topic) ? closedTo(topic) : because.AUTHOR_OR_MODERATOR;
}

/** Representatives sort topics by product and tag without touching their words. */
export function objectionToLabel(viewer: Viewer, topic: TopicFacts): Objection | null {
  return represents(viewer) ? objectionToAnything(viewer, topic) : objectionToEdit(viewer, topic);
}

/** The company retypes what it likes; authors until the company has given a status, which retyping would lose. */
export function objectionToRetype(viewer: Viewer, topic: TopicFacts): Objection | null {
  const objection = objectionToAnything(viewer, topic);
  if (objection !== null || runsTopic(viewer, topic)) return objection;
  if (!wrote(viewer, topic)) return because.AUTHOR_OR_MODERATOR;
  return closedTo(topic) ?? ((topic.status ?? 'OPEN') === 'OPEN' ? null : because.STATUS_GIVEN);
}

/** Only representatives make an update of something, or something else of an update. */
export function objectionToRetypeTo(viewer: Viewer, topic: TopicFacts, kind: TopicKind): Objection | null {
  const isUpdate = kind === 'UPDATE' || topic.kind === 'UPDATE';
  return objectionToRetype(viewer, topic) ?? (isUpdate && !represents(viewer) ? because.UPDATES_ARE_THE_COMPANYS : null);
}

/** Authors delete their own, moderators anything but what is held: deleting and restoring it would publish it past the log. */
export function objectionToDelete(viewer: Viewer, topic: TopicFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.state === 'deleted') return because.DELETED_ALREADY;
  if (keepsOrder(viewer, topic)) return topic.state === 'held' ? because.HELD : null;
  return wrote(viewer, topic) ? objectionToAnything(viewer, topic) : because.AUTHOR_OR_MODERATOR;
}

/** Authors take back their own deletion, never a moderator's. */
export function objectionToRestore(viewer: Viewer, topic: TopicFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.state !== 'deleted') return because.NOT_DELETED;
  if (keepsOrder(viewer, topic)) return null;
  if (!wrote(viewer, topic)) return because.AUTHOR_OR_MODERATOR;
  return topic.deletedById === viewer.personId ? null : because.DELETED_BY_MODERATOR;
}

/** The company closes anything, authors their own. */
export function objectionToClose(viewer: Viewer, topic: TopicFacts): Objection | null {
  return (
    objectionToAnything(viewer, topic) ??
    closedTo(topic) ??
    (runsTopic(viewer, topic) || wrote(viewer, topic) ? null : because.AUTHOR_OR_MODERATOR)
  );
}

/** Opening again is the company's: it may have been the company that closed. */
export function objectionToReopen(viewer: Viewer, topic: TopicFacts): Objection | null {
  const objection = objectionToAnything(viewer, topic) ?? (runsTopic(viewer, topic) ? null : because.COMPANY_ONLY);
  return objection ?? (topic.closedAt === null ? because.NOT_CLOSED : null);
}

/** The solution is the asker's verdict, or a moderator's; praise and updates have nothing to solve. */
export function objectionToSolve(viewer: Viewer, topic: RepliedTopic): Objection | null {
  const objection =
    objectionToAnything(viewer, topic) ?? (wrote(viewer, topic) || keepsOrder(viewer, topic) ? null : because.AUTHOR_OR_MODERATOR);
  return objection ?? (topic.kind === 'PRAISE' || topic.kind === 'UPDATE' ? because.NOTHING_TO_SOLVE : null);
}

/** The official answer is the company's verdict, spoken by a representative; an update is the company's word already. */
export function objectionToAnswerOfficially(viewer: Viewer, topic: RepliedTopic): Objection | null {
  return objectionToAnything(viewer, topic) ?? (represents(viewer) && topic.kind !== 'UPDATE' ? null : because.REPRESENTATIVES);
}

/** Representatives set statuses, where the kind knows any. */
export function objectionToSetStatus(viewer: Viewer, topic: TopicFacts): Objection | null {
  const objection = objectionToAnything(viewer, topic) ?? (represents(viewer) ? null : because.REPRESENTATIVES);
  return objection ?? (statusesOf(topic.kind).length > 0 ? null : because.NO_STATUSES);
}

/**
 * The company moves topics; authors their own while nobody has replied. What the company was told in private only its author may
 * open, and only while it is the author's words alone: more needs both sides' consent and a cleaned copy (product.md, 16). A move to
 * private is no such telling: the company takes it back while nothing was said there. What was said among the members of a group leaves
 * it by those who lead the group.
 */
export function objectionToMove(viewer: Viewer, topic: TopicFacts): Objection | null {
  const objection = objectionToAnything(viewer, topic);
  if (objection !== null) return objection;
  const isAlone = topic.answerCount + topic.commentCount === 0;
  if (wrote(viewer, topic) && isAlone) return null;
  if (audienceKind(topic.audienceId) === 'PRIVATE' && !topic.mayGoBack) return because.SAID_IN_PRIVATE;
  if (audienceKind(topic.audienceId) === 'GROUP') return leads(viewer, topic.groupId) ? null : because.SAID_IN_GROUP;
  if (runsTopic(viewer, topic)) return null;
  return wrote(viewer, topic) ? because.OTHERS_REPLIED : because.COMPANY_ONLY;
}

/** Nobody moves a topic to where they could not have asked it. Whether one is a member of a group is asked when its place is looked up. */
export function objectionToMoveTo(viewer: Viewer, topic: TopicFacts, audience: NamedAudience | null): Objection | null {
  return objectionToMove(viewer, topic) ?? (audience === 'STAFF' && !isStaff(viewer) ? because.STAFF_AUDIENCE : null);
}

/** Notes are between people of the company. */
export function objectionToNote(viewer: Viewer): Objection | null {
  return isStaff(viewer) ? null : because.STAFF_ONLY;
}

/** What an edit took out was taken out for a reason: its author and the company alone see earlier words. */
export function objectionToHistory(viewer: Viewer, topic: TopicFacts): Objection | null {
  return isStaff(viewer) || wrote(viewer, topic) ? null : because.AUTHOR_OR_MODERATOR;
}

/** All answers at once, as the page gets them. */
export function topicCan(viewer: Viewer, topic: TopicFacts): TopicCan {
  const answer = objectionToAnswer(viewer, topic) === null;
  return {
    reply: answer,
    comment: answer,
    vote: objectionToTopicVote(viewer, topic) === null,
    follow: objectionToFollow(viewer, topic) === null,
    edit: objectionToEdit(viewer, topic) === null,
    retype: objectionToRetype(viewer, topic) === null,
    delete: objectionToDelete(viewer, topic) === null,
    restore: objectionToRestore(viewer, topic) === null,
    close: objectionToClose(viewer, topic) === null,
    reopen: objectionToReopen(viewer, topic) === null,
    markSolution: objectionToSolve(viewer, topic) === null,
    answerOfficially: objectionToAnswerOfficially(viewer, topic) === null,
    setStatus: objectionToSetStatus(viewer, topic) === null,
    move: objectionToMove(viewer, topic) === null,
    note: objectionToNote(viewer) === null,
    seeHistory: objectionToHistory(viewer, topic) === null,
  };
}
