/** What somebody looks for, as the ranking reads it. */
export interface QueryText {
  /** Words that count fully. */
  words: string;
  /** Words that count less: the body of a topic being written. */
  furtherWords: string;
  /** All of this first, in PostgreSQL's web-search language: words, "phrases", or, -without. Empty when nothing is demanded. */
  demanded: string;
  /** Nothing with any of these words. */
  unwanted: string;
  /** Topics of this kind before equal ones of others. */
  kind: string | null;
}

/** How much of a title and of a body is read, in characters; what follows changes no ranking worth the time. */
const TITLE = 300;
const BODY = 500;

const UNWANTED = /(^|\s)-(?:"([^"]*)"?|(\S+))/g;

/** A search as typed: all words first, then any of them; `"a phrase"` and `-without` are understood. */
export function ofSearch(typed: string): QueryText {
  const text = tidy(typed).slice(0, 200);
  const unwanted = [...text.matchAll(UNWANTED)].map((match) => match[2] ?? match[3] ?? '').join(' ');
  return { words: text.replace(UNWANTED, ' ').trim(), furtherWords: '', demanded: text, unwanted, kind: null };
}

/** A topic being written: its title, and less strongly its text. */
export function ofDraft(title: string, body: string, kind: string | null): QueryText {
  // In a title a dash or a quote is punctuation, not an order.
  const words = tidy(title).slice(0, TITLE).replace(/["-]/g, ' ');
  return { words, furtherWords: tidy(body).slice(0, BODY), demanded: words, unwanted: '', kind };
}

/** A text of this length may hold anything; PostgreSQL's text holds no zero byte. */
function tidy(text: string): string {
  return text
    .slice(0, 4 * BODY)
    .replaceAll('\u0000', ' ')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim();
}
