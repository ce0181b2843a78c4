import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { invalid, textBetween } from '@veche/platform';
import { COMMON_PASSWORDS } from './common-passwords.js';

/** OWASP's recommendation for argon2id (which is the library's default kind): 19 MiB, two passes, one lane; about 30 ms here. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;

/**
 * A new password that may be taken.
 * @param field the argument it came in
 * @throws Refusal INVALID when it is too short or long, common, the e-mail, or too simple
 */
export function checkNewPassword(field: string, password: string, email: string): void {
  textBetween(field, password, PASSWORD_MIN, PASSWORD_MAX, { en: 'The password', ru: 'Пароль' });
  const plain = normal(password).toLowerCase();
  const address = email.toLowerCase();
  if (plain === address || plain === address.slice(0, address.lastIndexOf('@'))) {
    throw invalid(field, { en: 'The password cannot be your e-mail.', ru: 'Пароль не может совпадать с почтой.' });
  }
  // A short piece said again and again ("abcabcabcabc", "1111111111") is as good as listed.
  if (COMMON_PASSWORDS.has(plain) || /^(.{1,5})\1+$/su.test(plain)) {
    throw invalid(field, {
      en: 'Many people use this password, so it is guessed first. Several unrelated words make a good one.',
      ru: 'Этот пароль очень частый, его подбирают первым. Хороший пароль — несколько не связанных слов.',
    });
  }
}

/** The hash to keep. About 30 ms on a thread of its own: call it outside transactions. */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

let nobody: Promise<string> | undefined;

/** Compares; without a hash (no such account) it takes as long as with one and answers no. */
export async function verifyPassword(kept: string | null | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(32).toString('base64'));
  const decoy = await nobody;
  // An endless password is nobody's and must not cost an endless hash.
  const matches = await verify(kept ?? decoy, password.length > 4 * PASSWORD_MAX ? '' : normal(password));
  return matches && kept != null;
}

/** The same characters typed on two keyboards are the same password (NIST SP 800-63B, 5.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFKC');
}
