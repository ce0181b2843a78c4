import type { TopicStatus } from '@veche/community';
import type { Locale } from '@veche/platform';
import type { TopicNewsKind } from '../telling/news.js';

/** What the words of a letter are about. */
export interface LetterFacts {
  kind: TopicNewsKind;
  title: string;
  /** Made harmless by `plainName`. */
  actor: string;
  status: TopicStatus | null;
}

/** One language's words for a notification's mail. Subjects never name a person: a name can be made to say anything. */
interface LetterWords {
  subject: Record<TopicNewsKind, (facts: LetterFacts) => string>;
  lead: Record<TopicNewsKind, (facts: LetterFacts) => string>;
  status: Record<TopicStatus, string>;
  somebody: string;
  read: string;
  why: string;
  stop: string;
}

const en: LetterWords = {
  subject: {
    REPLY: ({ title }) => `New reply: ${title}`,
    OFFICIAL_ANSWER: ({ title }) => `Official answer: ${title}`,
    SOLUTION: ({ title }) => `Solved: ${title}`,
    STATUS: ({ title, status }) => `${statusWord('en', status)}: ${title}`,
  },
  lead: {
    REPLY: ({ title, actor }) => `${actor} replied to “${title}”.`,
    OFFICIAL_ANSWER: ({ title, actor }) => `${actor} gave the official answer to “${title}”.`,
    SOLUTION: ({ title, actor }) => `${actor} marked a reply to “${title}” as the solution.`,
    STATUS: ({ title, actor, status }) => `${actor} set the status of “${title}”: ${statusWord('en', status)}.`,
  },
  status: {
    OPEN: 'Open',
    UNDER_CONSIDERATION: 'Under consideration',
    PLANNED: 'Planned',
    STARTED: 'Started',
    DONE: 'Done',
    DECLINED: 'Declined',
    ACKNOWLEDGED: 'Acknowledged',
    IN_PROGRESS: 'In progress',
    FIXED: 'Fixed',
    NOT_A_PROBLEM: 'Not a problem',
  },
  somebody: 'Somebody',
  read: 'Read and reply',
  why: 'You get this because you wrote, follow or support this topic.',
  stop: 'No more mails like this',
};

const ru: LetterWords = {
  subject: {
    REPLY: ({ title }) => `Новый ответ: ${title}`,
    OFFICIAL_ANSWER: ({ title }) => `Официальный ответ: ${title}`,
    SOLUTION: ({ title }) => `Есть решение: ${title}`,
    STATUS: ({ title, status }) => `${statusWord('ru', status)}: ${title}`,
  },
  // Without a verb in the past: it would have to know whether a man or a woman wrote.
  lead: {
    REPLY: ({ title, actor }) => `${actor} отвечает в теме «${title}».`,
    OFFICIAL_ANSWER: ({ title, actor }) => `${actor} официально отвечает на «${title}».`,
    SOLUTION: ({ title, actor }) => `${actor} отмечает решение в теме «${title}».`,
    STATUS: ({ title, actor, status }) => `${actor} меняет статус темы «${title}»: ${statusWord('ru', status)}.`,
  },
  status: {
    OPEN: 'Открыто',
    UNDER_CONSIDERATION: 'На рассмотрении',
    PLANNED: 'Запланировано',
    STARTED: 'В работе',
    DONE: 'Сделано',
    DECLINED: 'Отклонено',
    ACKNOWLEDGED: 'Подтверждено',
    IN_PROGRESS: 'Исправляется',
    FIXED: 'Исправлено',
    NOT_A_PROBLEM: 'Не ошибка',
  },
  somebody: 'Кто-то',
  read: 'Прочитать и ответить',
  why: 'Вы получили это письмо, потому что написали эту тему или ответ в ней, следите за ней или поддержали её.',
  stop: 'Больше не присылать таких писем',
};

export const LETTER_WORDS: Record<Locale, LetterWords> = { en, ru };

function statusWord(locale: Locale, status: TopicStatus | null): string {
  return status === null ? '' : LETTER_WORDS[locale].status[status];
}
