import { invalid } from '@veche/platform';

// One @, no quotes, brackets or encoded words, a domain of at least two labels (letters of any script).
const ADDRESS = /^[^\s@"'<>(),:;\\[\]=?\p{C}]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

/**
 * An address as we keep it: trimmed, normalised, its domain in lower case. Upper and lower case make no two accounts.
 * @throws Refusal INVALID on `email`
 */
export function emailFrom(text: string): string {
  const address = text.normalize('NFKC').trim();
  if (address.length > 254 || !ADDRESS.test(address)) {
    throw invalid('email', {
      en: 'This is no e-mail address; it looks like name@example.com.',
      ru: 'Это не адрес почты; он выглядит как name@example.com.',
    });
  }
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}

/** Whether a text would be taken as an address. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text.normalize('NFKC').trim());
}
