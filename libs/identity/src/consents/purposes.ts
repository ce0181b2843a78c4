import type { Viewer } from '@veche/visibility';
import type { PortalViewer } from '../viewers/portal-viewer.js';
import type { Consent } from './consent.type.js';

/** What people are asked about, with the version of the text they are shown. A changed text is a new version and asked again. */
export const PURPOSES = {
  /** A cleaned copy of what they told the company in private is published; given for one copy at a time, on seeing it. */
  publishing: '2026-11',
  /** Searches, visits and their first source are kept with the person instead of with a hash that is forgotten every day. */
  recording: '2026-11',
} as const;
export type Purpose = keyof typeof PURPOSES;

/** Purposes that are asked about in the settings; the others where it comes up. */
const IN_SETTINGS: readonly string[] = ['recording'];

export function isPurpose(text: string): text is Purpose {
  return Object.hasOwn(PURPOSES, text);
}

/** Every purpose with the answer given to its present version. */
export function consentsOf(given: readonly { purpose: string; version: string; grantedAt: Date | string }[]): Consent[] {
  return Object.entries(PURPOSES)
    .filter(([purpose]) => IN_SETTINGS.includes(purpose))
    .map(([purpose, version]) => ({
      purpose,
      version,
      grantedAt: given.find((one) => one.purpose === purpose && one.version === version)?.grantedAt ?? null,
    }));
}

/** Did this viewer agree? A visitor was never asked. */
export function consents(viewer: Viewer, purpose: Purpose): boolean {
  const { account } = viewer as Partial<PortalViewer>;
  return account?.consents.some((one) => one.purpose === purpose && one.grantedAt !== null) ?? false;
}

/**
 * As whom a search or a visit is recorded: the person with their consent, else the visitor of today. Never both, or the hash of
 * one day would tell what the person did before signing in.
 */
export function recordedAs<V extends Viewer>(viewer: V): V {
  return consents(viewer, 'recording') ? { ...viewer, visitorHash: null } : { ...viewer, personId: null };
}
