import { createHash, randomBytes } from 'node:crypto';

/** How many are given at a time. */
export const RECOVERY_CODES = 10;
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten characters of Crockford's base32: 50 random bits, for one use. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from(randomBytes(10), (byte) => LETTERS[byte % 32]).join('');
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
}

/** As it is kept. Typed without the hyphen or in capitals it is the same code; of guessing, brakes leave five in 15 minutes. */
export function recoveryHash(accountId: string, typed: string): Buffer {
  const plain = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  return createHash('sha256').update(`${accountId} ${plain}`).digest();
}
