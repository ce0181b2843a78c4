import type { Strategy } from 'passport';

/** What a provider proved of somebody who came back from it. */
export interface ProvenIdentity {
  /** Who says it, stable over renamed configurations: `vk`, `facebook`, `yandex`, `company`, or an OpenID issuer's address. */
  issuer: string;
  /** Who it is there: a name that the issuer never gives to another. */
  subject: string;
  name: string;
  email: string | null;
  /** Whether the issuer says in so many words that it checked the address, and we believe it in that. */
  isEmailVerified: boolean;
  pictureUrl: string | null;
  /** VK ID refreshes a token only for the device that got it. */
  deviceId?: string;
  refreshToken?: string;
}

/** A way to sign in, the same for all kinds of providers. */
export interface Provider {
  /** Stands in addresses, is kept with identities, and goes to the log. */
  readonly id: string;
  /** As it calls itself; shown on the button. */
  readonly name: string;
  /** As it calls itself in English, where that differs. */
  readonly englishName?: string;
  /** Which mark the button bears. */
  readonly mark: 'vk' | 'facebook' | 'yandex' | 'google' | 'telegram' | 'company' | 'openid';
  /** Where it says who it is (RFC 9207); an OpenID provider's library checks that itself. */
  readonly answersFrom?: string;
  /** Whose people may never act as administrators of the portal. */
  readonly isNeverAdmin?: boolean;
  /** Passport's part: starts, and answers with a `ProvenIdentity`. */
  readonly strategy: Strategy;
}

/** What a provider is made with. */
export interface ProviderSurroundings {
  /** Where it sends people back to; made from the configured address. */
  callbackUrl(id: string): string;
}

/** The first text that is one, cut to what a column takes. */
export function textOf(...candidates: unknown[]): string {
  const found = candidates.find((one) => (typeof one === 'string' && one.trim() !== '') || typeof one === 'number');
  return found === undefined ? '' : String(found).normalize('NFC').replace(/\p{C}/gu, ' ').trim().slice(0, 200);
}

/** A subject as the provider gave it. @throws when there is none: nobody is let in as "undefined" */
export function subjectOf(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > 255) throw new Error('the provider named nobody');
  return text;
}
