// Who may do what here. Group leaders judge posts of their groups; what concerns a person on the whole site is its moderators'.
import { type Message, Refusal, type RefusalCode, type Sql, sql, verbatim } from '@veche/platform';
import { type Role, type Viewer, moderates, visibleTopic } from '@veche/visibility';

export interface Objection {
  code: RefusalCode;
  text: Message;
}

/** @throws Refusal when there is an objection */
export function insist(objection: Objection | null): void {
  if (objection !== null) throw new Refusal(objection.code, objection.text);
}

/** Groups in which the viewer keeps order as an owner or moderator of theirs. */
export function ledGroupIds(viewer: Viewer): string[] {
  return viewer.groups.filter(({ role }) => role === 'OWNER' || role === 'MODERATOR').map(({ id }) => id);
}

/** The queue is for who keeps order anywhere. */
export function objectionToJudge(viewer: Viewer): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  return moderates(viewer) || ledGroupIds(viewer).length > 0 ? null : MODERATORS_ONLY;
}

/**
 * The rows of `topic` under this alias on whose posts the viewer may judge: moderators of the site on all that the gate shows them, those
 * who lead a group on what is in it. They belong to whatever audience it has, and what waits in a PUBLIC one they see here alone.
 */
export function judgedBy(viewer: Viewer, alias: string): Sql {
  return moderates(viewer) ? visibleTopic(viewer, alias) : sql`${verbatim(alias)}.group_id = any(${ledGroupIds(viewer)}::uuid[])`;
}

/** What is done to a person holds on the whole site. People of the company lose their roles first, which is an administrator's act. */
export function objectionToSanction(viewer: Viewer, target: { id: string; roles: readonly Role[] }): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (!moderates(viewer)) return MODERATORS_ONLY;
  if (target.id === viewer.personId) return NOT_ONESELF;
  return target.roles.length === 0 ? null : ROLES_FIRST;
}

/** Members point out what they see. One's own is deleted instead. */
export function objectionToFlag(viewer: Viewer, authorPersonId: string | null): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  return authorPersonId === viewer.personId ? OWN_POST : null;
}

const SIGN_IN: Objection = { code: 'UNAUTHENTICATED', text: { en: 'Sign in first.', ru: 'Сначала войдите.' } };
const MODERATORS_ONLY: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'This is for moderators.', ru: 'Это делают модераторы.' },
};
const NOT_ONESELF: Objection = {
  code: 'CONFLICT',
  text: { en: 'Nobody judges themselves. Ask another moderator.', ru: 'Себя не судят. Попросите другого модератора.' },
};
const ROLES_FIRST: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This person works for the company. An administrator takes the roles away first.',
    ru: 'Этот человек работает в компании. Сначала администратор снимает роли.',
  },
};
const OWN_POST: Objection = {
  code: 'CONFLICT',
  text: { en: 'This is your own. You can delete it.', ru: 'Это ваше. Вы можете его удалить.' },
};
export const UNDONE_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'This was undone already.', ru: 'Это уже отменено.' },
};
export const DECIDED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'Somebody decided this a moment ago. Load the page again.', ru: 'Это только что решил кто-то другой. Обновите страницу.' },
};
export const FLAGGED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'You pointed this out already; a moderator will look at it.',
    ru: 'Вы уже пожаловались на это; модератор посмотрит.',
  },
};
export const OBJECTED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'You objected already; a moderator will answer.', ru: 'Вы уже возразили; модератор ответит.' },
};
export const ANSWERED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'Somebody answered this already. Load the page again.', ru: 'На это уже ответили. Обновите страницу.' },
};
export const NOT_ONES_OWN_ACT: Objection = {
  code: 'CONFLICT',
  text: { en: 'This is about yourself. Ask another moderator.', ru: 'Это о вас самих. Попросите другого модератора.' },
};
