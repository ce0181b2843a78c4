const LETTER = /[\p{L}\p{N}]/u;

/** First letters of the first two words; letters of any script, emoji left out. */
export function initialsOf(name: string): string {
  let initials = '';
  for (const word of name.trim().split(/\s+/u, 2)) {
    for (const character of word) {
      if (!LETTER.test(character)) continue;
      initials += character;
      break;
    }
  }
  return initials || '·';
}

/** The hue that follows from an id, and the size in pixels where it is not the usual one. */
export function avatarStyle(id: string, size?: number): string {
  let hue = 7;
  for (const character of id) hue = (hue * 31 + character.codePointAt(0)!) % 360;
  return size ? `--h:${hue};--av:${size}px` : `--h:${hue}`;
}
