import { type ContentState, type Viewer, moderates } from '@veche/visibility';
import { type Objection, SIGN_IN } from '../objection.js';
import type { TopicKind } from '../topics/topic.words.js';
import type { ReplyKind } from './reply.type.js';

/** What the policies ask about the topic that replies belong to. */
export interface RepliedTopic {
  topicKind: TopicKind;
  topicState: ContentState;
  topicIsClosed: boolean;
  topicAuthorId: string | null;
}

/** What the policies ask about a reply that the viewer sees. */
export interface ReplyFacts extends RepliedTopic {
  kind: ReplyKind;
  state: ContentState;
  /** State of the answer that a comment hangs on. */
  parentState: ContentState | null;
  authorPersonId: string | null;
  deletedById: string | null;
  isSolution: boolean;
  isOfficial: boolean;
}

const TOPIC_GONE: Objection = {
  code: 'CONFLICT',
  text: { en: 'This topic is not published now. Once it is restored, this will work again.', ru: 'Эта тема сейчас не опубликована. Когда её восстановят, это снова станет возможно.' },
};
const TOPIC_CLOSED: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This topic is closed. If you have something to add, bring a new topic, or ask a moderator to reopen this one.',
    ru: 'Эта тема закрыта. Если есть что добавить, создайте новую тему или попросите модератора открыть эту снова.',
  },
};
const REPLY_GONE: Objection = {
  code: 'CONFLICT',
  text: { en: 'This reply is not published now; it has to be restored first.', ru: 'Этот ответ сейчас не опубликован: сначала его нужно восстановить.' },
};
const NOT_ON_COMMENTS: Objection = {
  code: 'INVALID',
  text: { en: 'A comment cannot be commented on. Comment on the answer above it.', ru: 'Комментарий нельзя комментировать. Оставьте комментарий к ответу над ним.' },
};
const NOT_YOURS: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only its author or a moderator can do this.', ru: 'Это могут сделать только автор и модератор.' },
};
const OFFICIAL_WORDS: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'The company made this its official answer, so its words stay. Write a comment, or ask a representative to take the mark off.',
    ru: 'Компания сделала это своим официальным ответом, поэтому текст не меняется. Напишите комментарий или попросите представителя снять отметку.',
  },
};
const NOT_DELETED: Objection = { code: 'CONFLICT', text: { en: 'This reply is not deleted.', ru: 'Этот ответ не удалён.' } };
const DELETED_BY_MODERATOR: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'A moderator deleted this reply; only a moderator can restore it.', ru: 'Этот ответ удалил модератор; восстановить его может только модератор.' },
};

/** May the viewer write an answer, or a comment directly on the topic? */
export function objectionToReply(viewer: Viewer, topic: RepliedTopic): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.topicState !== 'published') return TOPIC_GONE;
  return topic.topicIsClosed ? TOPIC_CLOSED : null;
}

/** May the viewer comment on this reply? */
export function objectionToComment(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (reply.kind === 'COMMENT') return NOT_ON_COMMENTS;
  return objectionToReply(viewer, reply) ?? (reply.state === 'published' ? null : REPLY_GONE);
}

/** Authors change their own words and moderators anybody's; what the company signed changes by its own people's hand only. */
export function objectionToEdit(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (reply.authorPersonId !== viewer.personId && !moderates(viewer)) return NOT_YOURS;
  if (reply.topicState !== 'published' && !moderates(viewer)) return TOPIC_GONE;
  if (reply.state === 'deleted') return REPLY_GONE;
  return reply.isOfficial && !viewer.roles.has('REPRESENTATIVE') && !moderates(viewer) ? OFFICIAL_WORDS : null;
}

export function objectionToDelete(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (reply.authorPersonId !== viewer.personId && !moderates(viewer)) return NOT_YOURS;
  return reply.state === 'deleted' ? REPLY_GONE : null;
}

/** What a moderator deleted stays deleted until a moderator says otherwise. */
export function objectionToRestore(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (reply.authorPersonId !== viewer.personId && !moderates(viewer)) return NOT_YOURS;
  if (reply.state !== 'deleted') return NOT_DELETED;
  return moderates(viewer) || reply.deletedById === viewer.personId ? null : DELETED_BY_MODERATOR;
}

/** Is this reply out in the open: itself, its topic and the answer it hangs on? */
export function objectionToUnpublished(reply: ReplyFacts): Objection | null {
  if (reply.topicState !== 'published') return TOPIC_GONE;
  return reply.state === 'published' && (reply.parentState ?? 'published') === 'published' ? null : REPLY_GONE;
}
