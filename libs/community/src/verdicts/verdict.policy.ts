import { type Viewer, moderates } from '@veche/visibility';
import { type Objection, SIGN_IN } from '../objection.js';
import { type ReplyFacts, type RepliedTopic, objectionToUnpublished } from '../replies/reply.policy.js';

const ANSWERS_ONLY: Objection = {
  code: 'INVALID',
  text: { en: 'Only an answer can be chosen, not a comment.', ru: 'Выбрать можно только ответ, не комментарий.' },
};
const NO_SOLUTIONS: Objection = {
  code: 'INVALID',
  text: { en: 'Only questions, problems and ideas have solutions. Retype the topic first.', ru: 'Решения бывают у вопросов, проблем и идей. Сначала смените вид темы.' },
};
const NO_OFFICIAL_ANSWERS: Objection = {
  code: 'INVALID',
  text: { en: 'An update is itself the company’s word; it has no official answer.', ru: 'Новость и так слово компании: официального ответа у неё не бывает.' },
};
const ASKER_OR_MODERATOR: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only the person who asked or a moderator chooses the solution. You can vote for the answer.', ru: 'Решение выбирает автор темы или модератор. Вы можете проголосовать за ответ.' },
};
const REPRESENTATIVES: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only a representative of the company answers officially.', ru: 'Официально отвечают только представители компании.' },
};
const NO_SOLUTION_YET: Objection = { code: 'CONFLICT', text: { en: 'This answer is not the solution.', ru: 'Этот ответ не выбран решением.' } };
const NOT_OFFICIAL: Objection = { code: 'CONFLICT', text: { en: 'This answer is not the official one.', ru: 'Этот ответ не официальный.' } };

/** May the viewer choose a solution of this topic at all? */
export function objectionToChoose(viewer: Viewer, topic: RepliedTopic): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.topicAuthorId !== viewer.personId && !moderates(viewer)) return ASKER_OR_MODERATOR;
  return topic.topicKind === 'UPDATE' || topic.topicKind === 'PRAISE' ? NO_SOLUTIONS : null;
}

/** May the viewer speak for the company on this topic? Any role but the representative's may not: the word is signed by one. */
export function objectionToSpeakOfficially(viewer: Viewer, topic: RepliedTopic): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!viewer.roles.has('REPRESENTATIVE')) return REPRESENTATIVES;
  return topic.topicKind === 'UPDATE' ? NO_OFFICIAL_ANSWERS : null;
}

export function objectionToMarkSolution(viewer: Viewer, reply: ReplyFacts): Objection | null {
  return objectionToChoose(viewer, reply) ?? answerInTheOpen(reply);
}

/** Taking back is allowed on every kind: a topic may have been retyped since. */
export function objectionToUnmarkSolution(viewer: Viewer, topic: RepliedTopic & { isSolution: boolean }): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (topic.topicAuthorId !== viewer.personId && !moderates(viewer)) return ASKER_OR_MODERATOR;
  return topic.isSolution ? null : NO_SOLUTION_YET;
}

export function objectionToMarkOfficial(viewer: Viewer, reply: ReplyFacts): Objection | null {
  return objectionToSpeakOfficially(viewer, reply) ?? answerInTheOpen(reply);
}

export function objectionToUnmarkOfficial(viewer: Viewer, topic: { isOfficial: boolean }): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!viewer.roles.has('REPRESENTATIVE')) return REPRESENTATIVES;
  return topic.isOfficial ? null : NOT_OFFICIAL;
}

function answerInTheOpen(reply: ReplyFacts): Objection | null {
  return reply.kind === 'ANSWER' ? objectionToUnpublished(reply) : ANSWERS_ONLY;
}
