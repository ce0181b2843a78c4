// What the company and one person say to each other: who may begin, and what may become public.
import { type Viewer, audienceKind } from '@veche/visibility';
import { type Objection, SIGN_IN } from '../objection.js';
import { NOT_PUBLISHED, REPRESENTATIVES } from '../topics/topic.objections.js';
import type { TopicFacts } from '../topics/topic.policy.js';

/**
 * Representatives ask the customer to whom the private talk belongs, whoever of the two began it; nobody asks themselves.
 * @param customerId whose private audience it is
 */
export function objectionToPublish(viewer: Viewer, topic: TopicFacts, customerId: string | null): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!viewer.roles.has('REPRESENTATIVE')) return REPRESENTATIVES;
  if (topic.state !== 'published') return NOT_PUBLISHED;
  if (audienceKind(topic.audienceId) !== 'PRIVATE') return NOT_PRIVATE;
  return customerId === null || customerId === viewer.personId ? NOBODY_TO_ASK : null;
}

/** Representatives write to people; a person cannot write to another in the company's name. */
export function objectionToWriteTo(viewer: Viewer, person: { id: string; isActive: boolean }): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!viewer.roles.has('REPRESENTATIVE')) return REPRESENTATIVES;
  return person.id === viewer.personId || !person.isActive ? NOBODY_TO_ASK : null;
}

const NOT_PRIVATE: Objection = {
  code: 'CONFLICT',
  text: { en: 'This is no private topic.', ru: 'Это не личная тема.' },
};
const NOBODY_TO_ASK: Objection = {
  code: 'CONFLICT',
  text: { en: 'There is nobody to ask here but yourself.', ru: 'Спрашивать здесь некого, кроме вас самих.' },
};
export const ASKED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'The author was asked already and has not answered.', ru: 'Автора уже спросили, ответа пока нет.' },
};
export const ANSWERED: Objection = {
  code: 'CONFLICT',
  text: { en: 'This was answered already.', ru: 'На это уже ответили.' },
};
