import type { Locale } from '../locale/locale.js';

/** Stable codes for machines; the same in GraphQL, JSON routes and pages. */
export type RefusalCode = 'NOT_FOUND' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'INVALID' | 'CONFLICT' | 'LIMITED';

/** A sentence in every language of the interface; a missing translation does not compile. */
export type Message = Readonly<Record<Locale, string>>;

/**
 * Something that was asked for and cannot be had: a code for machines, a sentence for people that says what would work,
 * and the field it is about. Anything else that is thrown is a defect and reaches people as `INTERNAL` without a word of detail.
 */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly text: Message,
    readonly field?: string,
    /** Seconds after which the same request may succeed; with LIMITED. */
    readonly retryAfter?: number,
  ) {
    super(text.en);
    this.name = 'Refusal';
  }
}

/** The one answer for what does not exist and for what this viewer may not see. */
export function notFound(): Refusal {
  return new Refusal('NOT_FOUND', { en: 'There is nothing here that you can see.', ru: 'Здесь нет ничего, что вам видно.' });
}

export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', { en: 'Sign in first.', ru: 'Сначала войдите.' });
}

export function forbidden(text?: Message): Refusal {
  return new Refusal('FORBIDDEN', text ?? { en: 'Your role does not allow this.', ru: 'Ваша роль этого не позволяет.' });
}

export function invalid(field: string, text: Message): Refusal {
  return new Refusal('INVALID', text, field);
}

/** A length check with the sentence that says what would work. Returns the trimmed text. */
export function textBetween(field: string, value: string, min: number, max: number, name: Message): string {
  // PostgreSQL's text cannot hold a zero byte; nobody types one.
  const text = value.replaceAll('\u0000', '').normalize('NFC').trim();
  // Nothing but spaces without width, marks of direction and the like is nothing to whoever reads it.
  const length = /[\p{L}\p{N}\p{P}\p{S}]/u.test(text) ? [...text].length : 0;
  if (length < min) {
    throw invalid(field, {
      en: min === 1 ? `${name.en} cannot be empty.` : `${name.en} needs at least ${min} characters; it has ${length}.`,
      ru: min === 1 ? `${name.ru}: напишите хоть что-нибудь.` : `${name.ru}: нужно не меньше ${min} знаков, сейчас ${length}.`,
    });
  }
  if (length > max) {
    throw invalid(field, {
      en: `${name.en} can have at most ${max} characters; it has ${length}.`,
      ru: `${name.ru}: не больше ${max} знаков, сейчас ${length}.`,
    });
  }
  return text;
}
