// What may be done to a topic, as sentences. The services ask them before they write, the page is served their answers as
// `topic.can { … }`. Whoever is asked about has seen the topic already: the gate is not repeated here.
import { type Message, forbidden, unauthenticated } from '@veche/platform';
import { type AudienceKind, type ContentState, type Viewer, audienceKind, isStaff, moderates } from '@veche/visibility';
import type { TopicCan } from './topic-can.type.js';
import { type TopicKind, type TopicStatus, statusesOf } from './topic.words.js';

/** What the policies ask about a topic. */
export interface TopicFacts {
  kind: TopicKind;
  state: ContentState;
  status: TopicStatus | null;
  audienceId: number;
  authorPersonId: string | null;
  deletedById: string | null;
  closedAt: Date | null;
  answerCount: number;
  commentCount: number;
}

const isMember = (viewer: Viewer): boolean => viewer.personId !== null;
const represents = (viewer: Viewer): boolean => viewer.roles.has('REPRESENTATIVE');
const isAuthor = (viewer: Viewer, topic: TopicFacts): boolean => isMember(viewer) && topic.authorPersonId === viewer.personId;
const isPublished = (topic: TopicFacts): boolean => topic.state === 'published';
const isOpen = (topic: TopicFacts): boolean => isPublished(topic) && topic.closedAt === null;
const isAlone = (topic: TopicFacts): boolean => topic.answerCount + topic.commentCount === 0;

/** Members ask what customers ask; updates are the company's own. */
export function mayAsk(viewer: Viewer, kind: TopicKind): boolean {
  return isMember(viewer) && (kind !== 'UPDATE' || represents(viewer));
}

/** Staff may also speak among themselves. */
export function mayAskIn(viewer: Viewer, audience: AudienceKind): boolean {
  return isMember(viewer) && (audience !== 'STAFF' || isStaff(viewer));
}

/** Members answer what is published and open. */
export function mayReply(viewer: Viewer, topic: TopicFacts): boolean {
  return isMember(viewer) && isOpen(topic);
}

/** The asker counts as one "me too" without voting (decision 15). A closed topic may still be needed. */
export function mayVote(viewer: Viewer, topic: TopicFacts): boolean {
  return isMember(viewer) && isPublished(topic) && !isAuthor(viewer, topic);
}

export function mayFollow(viewer: Viewer, topic: TopicFacts): boolean {
  return isMember(viewer) && isPublished(topic);
}

/** Authors and moderators change the words of a topic. */
export function mayEdit(viewer: Viewer, topic: TopicFacts): boolean {
  return isPublished(topic) && (moderates(viewer) || (isAuthor(viewer, topic) && isOpen(topic)));
}

/** Representatives sort topics by product and tag without touching their words. */
export function mayLabel(viewer: Viewer, topic: TopicFacts): boolean {
  return mayEdit(viewer, topic) || (isPublished(topic) && represents(viewer));
}

/** The company retypes what it likes; authors until the company has given a status, which retyping would lose. */
export function mayRetype(viewer: Viewer, topic: TopicFacts): boolean {
  if (!isPublished(topic)) return false;
  return represents(viewer) || moderates(viewer) || (isAuthor(viewer, topic) && isOpen(topic) && (topic.status ?? 'OPEN') === 'OPEN');
}

/** Only representatives make an update of something, or something else of an update. */
export function mayRetypeTo(viewer: Viewer, topic: TopicFacts, kind: TopicKind): boolean {
  return mayRetype(viewer, topic) && (represents(viewer) || (kind !== 'UPDATE' && topic.kind !== 'UPDATE'));
}

/** Authors delete their own, moderators anything. */
export function mayDelete(viewer: Viewer, topic: TopicFacts): boolean {
  return topic.state !== 'deleted' && (moderates(viewer) || (isAuthor(viewer, topic) && isPublished(topic)));
}

/** Authors take back their own deletion, never a moderator's. */
export function mayRestore(viewer: Viewer, topic: TopicFacts): boolean {
  return topic.state === 'deleted' && (moderates(viewer) || (isAuthor(viewer, topic) && topic.deletedById === viewer.personId));
}

/** The company closes anything, authors their own. */
export function mayClose(viewer: Viewer, topic: TopicFacts): boolean {
  return isOpen(topic) && (represents(viewer) || moderates(viewer) || isAuthor(viewer, topic));
}

/** What the company may close, the company opens again. */
export function mayReopen(viewer: Viewer, topic: TopicFacts): boolean {
  return isPublished(topic) && topic.closedAt !== null && (represents(viewer) || moderates(viewer));
}

/** The solution is the asker's verdict, or a moderator's; praise and updates have nothing to solve. */
export function mayMarkSolution(viewer: Viewer, topic: TopicFacts): boolean {
  return isPublished(topic) && topic.kind !== 'PRAISE' && topic.kind !== 'UPDATE' && (isAuthor(viewer, topic) || moderates(viewer));
}

/** The official answer is the company's verdict, spoken by a representative. */
export function mayAnswerOfficially(viewer: Viewer, topic: TopicFacts): boolean {
  return isPublished(topic) && topic.kind !== 'UPDATE' && represents(viewer);
}

/** Representatives set statuses, where the kind knows any. */
export function maySetStatus(viewer: Viewer, topic: TopicFacts): boolean {
  return isPublished(topic) && represents(viewer) && statusesOf(topic.kind).length > 0;
}

/**
 * The company moves topics, authors their own while nobody has replied. What was said in private stays there once somebody has
 * replied: making it public needs both sides' consent and a cleaned copy.
 */
export function mayMove(viewer: Viewer, topic: TopicFacts): boolean {
  if (!isPublished(topic)) return false;
  if (isAuthor(viewer, topic) && isAlone(topic) && isOpen(topic)) return true;
  return audienceKind(topic.audienceId) !== 'PRIVATE' && (represents(viewer) || moderates(viewer));
}

/** Nobody moves a topic to where they could not have asked it. */
export function mayMoveTo(viewer: Viewer, topic: TopicFacts, audience: AudienceKind): boolean {
  return mayMove(viewer, topic) && mayAskIn(viewer, audience);
}

/** Notes are between people of the company. */
export function mayNote(viewer: Viewer): boolean {
  return isStaff(viewer);
}

/** What was taken out by an edit was taken out for a reason: the author and the company alone see earlier words. */
export function maySeeHistory(viewer: Viewer, topic: TopicFacts): boolean {
  return isStaff(viewer) || isAuthor(viewer, topic);
}

/** All answers at once, as the page gets them. */
export function topicCan(viewer: Viewer, topic: TopicFacts): TopicCan {
  return {
    reply: mayReply(viewer, topic),
    comment: mayReply(viewer, topic),
    vote: mayVote(viewer, topic),
    follow: mayFollow(viewer, topic),
    edit: mayEdit(viewer, topic),
    retype: mayRetype(viewer, topic),
    delete: mayDelete(viewer, topic),
    restore: mayRestore(viewer, topic),
    close: mayClose(viewer, topic),
    reopen: mayReopen(viewer, topic),
    markSolution: mayMarkSolution(viewer, topic),
    answerOfficially: mayAnswerOfficially(viewer, topic),
    setStatus: maySetStatus(viewer, topic),
    move: mayMove(viewer, topic),
    note: mayNote(viewer),
    seeHistory: maySeeHistory(viewer, topic),
  };
}

/**
 * Turns a policy's "no" into the refusal that says what would help.
 * @throws Refusal UNAUTHENTICATED for a visitor, else FORBIDDEN with the sentence
 */
export function permit(viewer: Viewer, allowed: boolean, sentence: Message): void {
  if (allowed) return;
  throw viewer.personId === null ? unauthenticated() : forbidden(sentence);
}
