import type { Locale } from '@veche/platform';
import type { LetterOrder } from './letter-job.js';
import { LETTER_WORDS } from './letter.words.js';

/** A letter about an account, as its reader gets it. */
export interface AccountLetter {
  subject: string;
  text: string;
  html: string;
}

export interface LetterContent {
  locale: Locale;
  site: string;
  /** The network that a letter is about. */
  detail: string;
  /** Where the letter's act leads, where it has one. */
  url: string | undefined;
}

/** Plain text first, and HTML that says the same with nothing in it but escaped text and our one link. */
export function writeAccountLetter(kind: LetterOrder['kind'], { locale, site, detail, url }: LetterContent): AccountLetter {
  const { subject, lead, act, foot } = LETTER_WORDS[locale][kind](oneLine(site), oneLine(detail));
  const link = act !== undefined && url !== undefined;
  const text = [lead, ...(link ? [`${act}:\n${url}`] : []), `-- \n${foot}`].join('\n\n');
  const html = `<!doctype html>
<html lang="${locale}"><body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1e21;background:#fff">
<div style="max-width:36em;margin:0 auto">
<p>${escaped(lead)}</p>
${link ? `<p><a href="${escaped(url)}">${escaped(act)}</a></p>\n` : ''}<p style="margin-top:32px;font-size:13px;color:#666c75">${escaped(foot)}</p>
</div></body></html>
`;
  return { subject, text, html };
}

/** Without line ends, controls and marks of direction: nothing that could start another header or turn a text around. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
