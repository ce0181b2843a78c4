import type { Locale } from '@veche/platform';
import { type Channel, type Viewer, visitor } from '@veche/visibility';
import type { Consent } from '../consents/consent.type.js';
import type { Person } from '../people/person.type.js';

export type Theme = 'light' | 'dark' | 'system';

/** What a request says of whoever made it, before any session is looked at. */
export interface RequestFacts {
  locale: Locale;
  /** `locale` was chosen in this browser and wins over the account's choice (decision 25); else it is the browser's wish and yields. */
  isLocaleChosen?: boolean;
  /** Of the caller, a trusted proxy's word believed. */
  address: string;
  visitorHash?: Buffer | null;
  /** Default: web. */
  channel?: Channel;
}

/** What the portal knows of a signed-in person beyond rights. */
export interface ViewerAccount {
  person: Person;
  /** Null for a person without an account, who can be a recipient but cannot sign in. */
  email: string | null;
  /** Null: as the browser wishes. */
  locale: Locale | null;
  theme: Theme | null;
  consents: Consent[];
}

/** A Viewer with the facts that the frame of every page shows, read by the same statement. */
export interface PortalViewer extends Viewer {
  /** Null for a visitor. */
  readonly account: ViewerAccount | null;
}

/** Somebody not signed in, as this request tells. */
export function visitorOf({ locale, visitorHash, channel }: RequestFacts): PortalViewer {
  return { ...visitor(locale, visitorHash ?? null), channel: channel ?? 'web', account: null };
}
