const [QUOTE, HASH, BACKSLASH, NEWLINE, RETURN] = [34, 35, 92, 10, 13];
const PUNCTUATORS = new Set([...'!$&():=@[]{|}'].map((mark) => mark.charCodeAt(0)));

/**
 * Whether a document surely has more tokens than this, without making them: what graphql's own lexer takes a millisecond for before it
 * gives up is one walk over the text. Never counts more than there are (a spread and its name are one here), so nothing is refused
 * that the lexer would let through.
 */
export function hasMoreTokens(text: string, most: number): boolean {
  let tokens = 0;
  let isInWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isOfWord(code)) {
      if (!isInWord) tokens += 1;
      isInWord = true;
      continue;
    }
    isInWord = false;
    if (code === HASH) at = endOfLine(text, at);
    else if (code === QUOTE) {
      at = endOfText(text, at);
      tokens += 1;
    } else if (PUNCTUATORS.has(code)) tokens += 1;
    if (tokens > most) return true;
  }
  return tokens > most;
}

/** Names, numbers and dots. */
function isOfWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    (code >= 43 && code <= 46 && code !== 44)
  );
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== NEWLINE && text.charCodeAt(at) !== RETURN) at += 1;
  return at;
}

/** Index of the last quote of a text literal; one that never ends has no more tokens, and is the parser's to refuse. */
function endOfText(text: string, from: number): number {
  const isBlock = text.startsWith('"""', from);
  for (let at = from + (isBlock ? 3 : 1); at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isBlock) {
      if (code === BACKSLASH && text.startsWith('"""', at + 1)) at += 3;
      else if (code === QUOTE && text.startsWith('"""', at)) return at + 2;
    } else if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
