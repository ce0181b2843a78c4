// Why something may not be done to a group, and what would make it work; the sentences of group.policy.ts.
import { type Message, Refusal, type RefusalCode } from '@veche/platform';

/** A refusal that has not happened: the same sentence serves the page's buttons and the command that refuses. */
export interface Objection {
  code: RefusalCode;
  text: Message;
}

/** @throws Refusal when there is an objection */
export function insist(objection: Objection | null): void {
  if (objection !== null) throw new Refusal(objection.code, objection.text);
}

const forbidden = (en: string, ru: string): Objection => ({ code: 'FORBIDDEN', text: { en, ru } });
const conflict = (en: string, ru: string): Objection => ({ code: 'CONFLICT', text: { en, ru } });

export const SIGN_IN: Objection = { code: 'UNAUTHENTICATED', text: { en: 'Sign in first.', ru: 'Сначала войдите.' } };
export const FOUNDERS_ONLY = forbidden(
  'Groups are made by people of the company. Ask a representative.',
  'Группы создают сотрудники компании. Обратитесь к представителю.',
);
export const MEMBERS_ONLY = forbidden('This is for members of the group.', 'Это для участников группы.');
export const LEADERS_ONLY = forbidden(
  'Only owners and moderators of the group can do this.',
  'Это могут сделать только владельцы и модераторы группы.',
);
export const OWNERS_ONLY = forbidden('Only an owner of the group can do this.', 'Это может сделать только владелец группы.');
export const OWNERS_STAY = forbidden(
  'An owner is not removed. Another owner can take the role away first.',
  'Владельца не удаляют. Сначала другой владелец должен снять с него эту роль.',
);
export const SITE_MODERATORS_ONLY = forbidden(
  'Only moderators of the portal step in.',
  'Войти с проверкой могут только модераторы портала.',
);
export const BANNED = forbidden(
  'The moderators of this group have closed it to you. Contact the administrator if that is a mistake.',
  'Модераторы закрыли для вас эту группу. Если это ошибка, обратитесь к администратору.',
);
export const MEMBER_ALREADY = conflict('You are a member already.', 'Вы уже участник.');
export const ASKED_ALREADY = conflict('Your request is waiting for an answer.', 'Ваша заявка ждёт ответа.');
export const STEPPED_IN_ALREADY = conflict('You have stepped in already.', 'Вы уже вошли с проверкой.');
export const NOT_A_MEMBER = forbidden(
  'You are not a member of this group. Join it first.',
  'Вы не участник этой группы. Сначала вступите в неё.',
);
export const ASK_TO_JOIN = forbidden(
  'This group is joined on request or by invitation.',
  'В эту группу вступают по заявке или по приглашению.',
);
export const JUST_JOIN = conflict('No request is needed here: join the group.', 'Заявка здесь не нужна: просто вступите в группу.');
export const LAST_OWNER = conflict(
  'The last owner stays. Make somebody else an owner first.',
  'Последний владелец остаётся. Сначала назначьте другого владельца.',
);
export const NO_REQUEST = conflict('There is no request of this person now.', 'Заявки от этого человека сейчас нет.');
export const NOT_THEIR_MEMBER = conflict('This person is not a member.', 'Этот человек не участник группы.');
export const THEIR_MEMBER = conflict('This person is a member already.', 'Этот человек уже участник группы.');
export const THEY_ARE_BANNED = conflict(
  'This person is banned. Lift the ban first.',
  'Этот человек заблокирован. Сначала снимите блокировку.',
);
export const NOT_BANNED = conflict('This person is not banned.', 'Этот человек не заблокирован.');
