import { type Message, Refusal, type RefusalCode } from '@veche/platform';

/**
 * Why something may not be done, and what would make it work. Policies return one or null, so that the same sentence serves the
 * page's buttons (`can.…`, many per page, hence constants and no Error) and the command that refuses.
 */
export interface Objection {
  code: RefusalCode;
  text: Message;
}

/** @throws Refusal when there is an objection */
export function insist(objection: Objection | null): void {
  if (objection !== null) throw new Refusal(objection.code, objection.text);
}

export const SIGN_IN: Objection = { code: 'UNAUTHENTICATED', text: { en: 'Sign in first.', ru: 'Сначала войдите.' } };

export const SILENCED: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'A moderator asked you to only read for now. When and why stands on the page “Moderation and me”.',
    ru: 'Модератор попросил вас пока только читать. До какого времени и почему, сказано на странице «Модерация и я».',
  },
};
