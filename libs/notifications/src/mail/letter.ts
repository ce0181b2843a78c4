import type { Locale } from '@veche/platform';
import { LETTER_WORDS, type LetterFacts } from './letter.words.js';

/** A mail as its reader gets it. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
  stopUrl: string;
}

/** What a letter is written from: everything as its reader may see it at this moment. */
export interface LetterContent extends LetterFacts {
  to: string;
  locale: Locale;
  /** Plain words of the reply or of the company's word on a status; empty when there are none. */
  excerpt: string;
  url: string;
  stopUrl: string;
}

/** Writes a notification's mail: plain text first, and HTML that says the same with nothing in it but escaped text and our two links. */
export function writeLetter({ to, locale, excerpt, url, stopUrl, ...facts }: LetterContent): Letter {
  const words = LETTER_WORDS[locale];
  const named = { ...facts, title: oneLine(facts.title), actor: plainName(facts.actor) || words.somebody };
  const lead = words.lead[named.kind](named);
  const quoted = oneLine(excerpt);
  const text = [
    lead,
    ...(quoted === '' ? [] : [`> ${quoted}`]),
    `${words.read}:\n${url}`,
    `-- \n${words.why}\n${words.stop}: ${stopUrl}`,
  ].join('\n\n');
  const html = `<!doctype html>
<html lang="${locale}"><body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1e21;background:#fff">
<div style="max-width:36em;margin:0 auto">
<p>${escaped(lead)}</p>
${quoted === '' ? '' : `<blockquote style="margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #d0d4da;color:#3d434b">${escaped(quoted)}</blockquote>\n`}<p><a href="${escaped(url)}">${escaped(words.read)}</a></p>
<p style="margin-top:32px;font-size:13px;color:#666c75">${escaped(words.why)}<br><a href="${escaped(stopUrl)}" style="color:#666c75">${escaped(words.stop)}</a></p>
</div></body></html>
`;
  return { to, subject: words.subject[named.kind](named), text, html, stopUrl };
}

/**
 * A display name that no mail program turns into a link or an address: "https://evil.example" becomes "https evil. example"
 * (CVE-2026-34033, CVE-2026-30913: names are the one text in a mail that a stranger chooses and that looks like ours).
 */
export function plainName(name: string): string {
  return oneLine(name.replace(/[/\\:@<>]+/g, ' ').replace(/\.(?=\S)/g, '. '));
}

/** Without line ends, controls and marks of direction: nothing that could start another header or turn a text around. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
