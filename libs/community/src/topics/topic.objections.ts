// Why something may not be done to a topic, and what would make it work; the sentences of topic.policy.ts.
import type { Objection } from '../objection.js';

export const HELD: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This topic waits for a moderator. Approve or remove it in the moderation queue.',
    ru: 'Эта тема ждёт модератора. Одобрите или уберите её в очереди модерации.',
  },
};

export const NOT_PUBLISHED: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This topic is not published now. Once it is restored, this will work again.',
    ru: 'Эта тема сейчас не опубликована. Когда её восстановят, это снова станет возможно.',
  },
};
export const CLOSED: Objection = {
  code: 'CONFLICT',
  text: {
    en: 'This topic is closed. If you have something to add, bring a new topic, or ask a moderator to reopen this one.',
    ru: 'Эта тема закрыта. Если есть что добавить, создайте новую тему или попросите модератора открыть эту снова.',
  },
};
export const OWN_TOPIC: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'Whoever asks is counted already; you cannot vote for your own topic.',
    ru: 'Автор темы уже посчитан: голосовать за собственную тему не нужно.',
  },
};
export const AUTHOR_OR_MODERATOR: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only its author or a moderator can do this.', ru: 'Это могут сделать только автор и модератор.' },
};
export const COMPANY_ONLY: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'Only a representative of the company or a moderator can do this.',
    ru: 'Это могут сделать только представитель компании и модератор.',
  },
};
export const REPRESENTATIVES: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only a representative of the company can do this.', ru: 'Это может сделать только представитель компании.' },
};
export const UPDATES_ARE_THE_COMPANYS: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'Updates are written by representatives of the company. Choose another kind.',
    ru: 'Новости пишут представители компании. Выберите другой вид темы.',
  },
};
export const STAFF_AUDIENCE: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'Only people of the company speak to staff alone.', ru: 'Только сотрудники пишут для одних сотрудников.' },
};
export const STATUS_GIVEN: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'The company has given this topic a status, which another kind would lose. Ask a representative to retype it.',
    ru: 'Компания уже поставила этой теме статус, а смена вида его снимет. Попросите об этом представителя компании.',
  },
};
export const NOT_DELETED: Objection = { code: 'CONFLICT', text: { en: 'This topic is not deleted.', ru: 'Эта тема не удалена.' } };
export const DELETED_ALREADY: Objection = { code: 'CONFLICT', text: { en: 'This topic is deleted already.', ru: 'Эта тема уже удалена.' } };
export const DELETED_BY_MODERATOR: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'A moderator deleted this topic; only a moderator can restore it.',
    ru: 'Эту тему удалил модератор; восстановить её может только модератор.',
  },
};
export const NOT_CLOSED: Objection = { code: 'CONFLICT', text: { en: 'This topic is open.', ru: 'Эта тема открыта.' } };
export const NOTHING_TO_SOLVE: Objection = {
  code: 'INVALID',
  text: {
    en: 'Only questions, problems and ideas have solutions. Retype the topic first.',
    ru: 'Решения бывают у вопросов, проблем и идей. Сначала смените вид темы.',
  },
};
export const NO_STATUSES: Objection = {
  code: 'INVALID',
  text: {
    en: 'Only ideas and problems have a status. Retype the topic first.',
    ru: 'Статусы бывают у идей и проблем. Сначала смените вид темы.',
  },
};
export const SAID_IN_PRIVATE: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'What was said in private stays private. Ask the author to bring a public topic in their own words.',
    ru: 'Сказанное лично остаётся личным. Попросите автора рассказать об этом в открытой теме своими словами.',
  },
};
export const SAID_IN_GROUP: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'What was said among the members of a group leaves it only by its owners and moderators. Ask one of them.',
    ru: 'Сказанное среди участников группы выносят из неё только её владельцы и модераторы. Обратитесь к ним.',
  },
};
export const MEMBERS_WRITE: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'In this group its members write. Join it first.',
    ru: 'В этой группе пишут её участники. Сначала вступите в неё.',
  },
};
export const OTHERS_REPLIED: Objection = {
  code: 'FORBIDDEN',
  text: {
    en: 'Others have replied, so the company decides who sees this topic. Ask a representative to move it.',
    ru: 'Здесь уже ответили другие, поэтому видимость темы меняет компания. Попросите об этом представителя.',
  },
};
export const STAFF_ONLY: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'This is for people of the company.', ru: 'Это для сотрудников компании.' },
};
