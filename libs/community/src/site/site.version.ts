import { type Tx, rows, sql } from '@veche/platform';

/** Tells caches that something changed which every page shows (decision 20). */
export async function touchSite(tx: Tx): Promise<void> {
  await rows(tx, sql`update site set version = version + 1`);
}
