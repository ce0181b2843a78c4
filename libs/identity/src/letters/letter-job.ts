/** The job that writes to people about their accounts. */
export const LETTER_JOB = 'account-letter';

/** A letter to be written. Its link is made when it is sent, so that no table ever holds one that works. */
export type LetterOrder =
  | { kind: 'verify_email' | 'change_email'; accountId: string; email: string }
  /** To whoever has the address, if anybody has. */
  | { kind: 'reset_password' | 'sign_up_again'; email: string }
  | { kind: 'linked'; accountId: string; identityId: string; provider: string }
  | { kind: 'unlinked' | 'password_changed' | 'email_changed' | 'second_factor_on' | 'second_factor_off'; accountId: string; to?: string };
