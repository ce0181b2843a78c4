// Why something may not be done to a reply, and what would make it work; the sentences of reply.policy.ts.
import type { Objection } from '../objection.js';

export const HELD: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This reply waits for a moderator. Approve or remove it in the moderation queue.',
    ru: 'Этот ответ ждёт модератора. Одобрите или уберите его в очереди модерации.',
  },
};

export const NOT_PUBLISHED: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This reply is not published now. Once it is restored, this will work again.',
    ru: 'Этот ответ сейчас не опубликован. Когда его восстановят, это снова станет возможно.',
  },
};
export const NO_COMMENTS_ON_COMMENTS: Objection = {
  code: 'INVALID',
  text: {
    en: 'A comment cannot be commented on. Comment on the answer above it.',
    ru: 'Комментарий нельзя комментировать. Оставьте комментарий к ответу над ним.',
  },
};
export const OFFICIAL_WORDS: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'The company made this its official answer, so its words stay. Write a comment, or ask a representative to take the mark off.',
    ru: 'Компания сделала это своим официальным ответом, поэтому текст не меняется. Напишите комментарий или попросите представителя снять отметку.',
  },
};
export const DELETED_ALREADY: Objection = {
  code: 'CONFLICT',
  text: { en: 'This reply is deleted already.', ru: 'Этот ответ уже удалён.' },
};
export const NOT_DELETED: Objection = { code: 'CONFLICT', text: { en: 'This reply is not deleted.', ru: 'Этот ответ не удалён.' } };
export const DELETED_BY_MODERATOR: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'A moderator deleted this reply; only a moderator can restore it.',
    ru: 'Этот ответ удалил модератор; восстановить его может только модератор.',
  },
};
export const PARENT_ELSEWHERE: Objection = {
  code: 'INVALID',
  text: {
    en: 'The answer that you comment on belongs to another topic. Open it there.',
    ru: 'Ответ, который вы комментируете, относится к другой теме. Откройте его там.',
  },
};
