import { MAX_MARKDOWN, type Message, renderMarkdown, textBetween } from '@veche/platform';

const REPLY: Message = { en: 'The reply', ru: 'Ответ' };

/** What follows from a reply's text: rendered and sanitised once, here. @throws Refusal INVALID, field `body` */
export function replied(typed: string): { bodyMd: string; bodyHtml: string } {
  const bodyMd = textBetween('body', typed, 1, MAX_MARKDOWN, REPLY);
  return { bodyMd, bodyHtml: renderMarkdown(bodyMd) };
}
