import { z } from 'zod';

/** Grows by one when an older `veche restore` could not read what is written. */
export const FORMAT = 1;
/** Name of the first entry. */
export const MANIFEST = 'manifest.json';
/** Name of the last entry: whoever finds it has the whole file. */
export const CONTENTS = 'contents.json';

/** What a backup says of itself before anything else: enough to know whether and how it can be restored. */
export const manifestSchema = z.object({
  format: z.number().int(),
  product: z.literal('veche'),
  /** Of the portal that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  postgres: z.string(),
  /** Names of the migrations that its database had, in their order. */
  migrations: z.array(z.string()).min(1),
  /** The log's head in the snapshot: everything up to it is in here, and nothing after it. */
  logPosition: z.number().int(),
  /** Effects that were still to be brought about at that moment. */
  undecided: z.object({ deliveries: z.number().int(), mails: z.number().int() }),
  /** Sealed secrets (of CRM connections) can only be read with this key. */
  key: z.object({ fingerprint: z.string(), isIncluded: z.boolean() }),
  /** Tables in the order of the entries, with the columns of their rows. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), isCalled: z.boolean() })),
  /** Partitions beyond those that the migrations make. */
  partitions: z.array(z.object({ parent: z.string(), name: z.string(), bound: z.string() })),
  files: z.number().int(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What the entries before it hold. */
export const contentsSchema = z.object({
  /** SHA-256 of each entry by its name. */
  sha256: z.record(z.string(), z.string()),
  /** Rows that were written of each table. */
  rows: z.record(z.string(), z.number().int()),
  /** Files whose rows are in the backup but whose bytes were not on the disk, though a text shows them. */
  missingFiles: z.array(z.string()),
});
export type Contents = z.infer<typeof contentsSchema>;

/** Names of entries. */
export const entryOf = {
  table: (table: string, nth: number): string => `tables/${table}/${String(nth).padStart(6, '0')}`,
  file: (id: string): string => `files/${id}`,
  key: 'secret.key',
};

/** Which table an entry belongs to; undefined for other entries. */
export function tableOf(entry: string): string | undefined {
  return /^tables\/([^/]+)\/\d+$/.exec(entry)?.[1];
}

/** Which file an entry holds; undefined for other entries. */
export function fileOf(entry: string): string | undefined {
  return /^files\/([0-9a-f-]{36})$/.exec(entry)?.[1];
}
