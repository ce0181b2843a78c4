// Who gives a topic its two verdicts. They stand side by side and may disagree: neither asks about the other.
import type { Viewer } from '@veche/visibility';
import { type Objection, SIGN_IN } from '../objection.js';
import { type ReplyFacts, objectionToUnpublished } from '../replies/reply.policy.js';
import { AUTHOR_OR_MODERATOR, REPRESENTATIVES } from '../topics/topic.objections.js';
import { type RepliedTopic, keepsOrder, objectionToAnswerOfficially, objectionToSolve } from '../topics/topic.policy.js';

export const ANSWERS_ONLY: Objection = {
  code: 'INVALID',
  text: { en: 'Only an answer can be chosen, not a comment.', ru: 'Выбрать можно только ответ, не комментарий.' },
};
export const NO_SOLUTION: Objection = { code: 'CONFLICT', text: { en: 'No solution is chosen here.', ru: 'Решение здесь не выбрано.' } };
export const NO_OFFICIAL_ANSWER: Objection = {
  code: 'CONFLICT',
  text: { en: 'There is no official answer here.', ru: 'Официального ответа здесь нет.' },
};

/** The asker or a moderator chooses one of the answers. */
export function objectionToMarkSolution(viewer: Viewer, reply: ReplyFacts): Objection | null {
  return objectionToSolve(viewer, reply.topic) ?? answerInTheOpen(reply);
}

/** Taking back is allowed on every kind, since the topic may have been retyped since. */
export function objectionToUnmarkSolution(viewer: Viewer, topic: RepliedTopic, isSolved: boolean): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.authorPersonId !== viewer.personId && !keepsOrder(viewer, topic)) return AUTHOR_OR_MODERATOR;
  return isSolved ? null : NO_SOLUTION;
}

/** A representative makes one of the answers the company's, whoever wrote it. */
export function objectionToMarkOfficial(viewer: Viewer, reply: ReplyFacts): Objection | null {
  return objectionToAnswerOfficially(viewer, reply.topic) ?? answerInTheOpen(reply);
}

/** Any representative takes it back: the word is the company's, not the signer's own. */
export function objectionToUnmarkOfficial(viewer: Viewer, isAnswered: boolean): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!viewer.roles.has('REPRESENTATIVE')) return REPRESENTATIVES;
  return isAnswered ? null : NO_OFFICIAL_ANSWER;
}

function answerInTheOpen(reply: ReplyFacts): Objection | null {
  return reply.kind === 'ANSWER' ? objectionToUnpublished(reply) : ANSWERS_ONLY;
}
