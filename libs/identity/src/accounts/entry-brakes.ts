import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Brakes, type BrakeRule, networkOf } from '@veche/platform';

/** Failed passwords for one account, whether it exists or not; then even the right one is refused until the window ends. */
export const ACCOUNT_FAILURES: BrakeRule = { name: 'sign-in-account', points: 10, seconds: 15 * 60 };
/** Failed passwords from one address over all accounts. */
export const ADDRESS_FAILURES: BrakeRule = { name: 'sign-in-address', points: 50, seconds: 15 * 60 };
/** Accounts asked for from one address, whether they came to be or not. */
export const ADDRESS_SIGN_UPS: BrakeRule = { name: 'sign-up-address', points: 20, seconds: 60 * 60 };

/** Accounts made for an address that others claim already. */
export const CLAIMS: BrakeRule = { name: 'sign-up-claim', points: 5, seconds: 60 * 60 };

/** Links for new passwords asked for, or tried, from one address. */
export const ADDRESS_RESETS: BrakeRule = { name: 'reset-address', points: 20, seconds: 60 * 60 };

/** Brakes at the door. A point is taken before the password is looked at, so that guesses made at once are counted at once. */
@Injectable()
export class EntryBrakes {
  constructor(private readonly brakes: Brakes) {}

  /** Before a password is compared. @throws Refusal LIMITED */
  async beforePassword(email: string, address: string): Promise<void> {
    await this.brakes.spend(ADDRESS_FAILURES, networkOf(address));
    await this.brakes.spend(ACCOUNT_FAILURES, accountKey(email));
  }

  /**
   * The password was right: the account's count starts anew, the address gets back the one point it paid, no more. Where several
   * claim the e-mail, so does the account: by coming in to their own nobody gets further guesses at the others'.
   */
  async afterRightPassword(email: string, address: string, isShared: boolean): Promise<void> {
    if (isShared) await this.brakes.giveBack(ACCOUNT_FAILURES, accountKey(email));
    else await this.brakes.release(ACCOUNT_FAILURES, accountKey(email));
    await this.brakes.giveBack(ADDRESS_FAILURES, networkOf(address));
  }

  /** Before an account is made. @throws Refusal LIMITED */
  async beforeSignUp(address: string): Promise<void> {
    await this.brakes.spend(ADDRESS_SIGN_UPS, networkOf(address));
  }

  /** Before an account is made for an address that others claim. @throws Refusal LIMITED */
  async beforeClaim(email: string): Promise<void> {
    await this.brakes.spend(CLAIMS, accountKey(email));
  }

  /** Before a link for a new password is sent or used. @throws Refusal LIMITED */
  async beforeReset(address: string): Promise<void> {
    await this.brakes.spend(ADDRESS_RESETS, networkOf(address));
  }
}

/** Keys are 255 characters at most, and what was typed need not be kept. */
function accountKey(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url');
}
