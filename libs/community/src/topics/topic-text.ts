import { type Message, MAX_MARKDOWN, excerptOf, renderMarkdown, textBetween } from '@veche/platform';
import { topicSlug } from './slug.js';

const TITLE: Message = { en: 'The title', ru: 'Заголовок' };
const BODY: Message = { en: 'The text', ru: 'Текст' };

/** Bounds of a title, in characters. */
export const SHORTEST_TITLE = 5;
export const LONGEST_TITLE = 200;

/** What follows from a title. @throws Refusal INVALID, field `title` */
export function titled(typed: string): { title: string; slug: string } {
  const title = textBetween('title', typed.replace(/\s+/g, ' '), SHORTEST_TITLE, LONGEST_TITLE, TITLE);
  return { title, slug: topicSlug(title) };
}

/** What follows from a text: rendered and sanitised once, here. It may be empty: a title can say it all. @throws Refusal INVALID, field `body` */
export function worded(typed: string): { bodyMd: string; bodyHtml: string; excerpt: string } {
  const bodyMd = textBetween('body', typed, 0, MAX_MARKDOWN, BODY);
  const bodyHtml = renderMarkdown(bodyMd);
  return { bodyMd, bodyHtml, excerpt: excerptOf(bodyHtml) };
}
