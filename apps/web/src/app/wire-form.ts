import { stringifyDocument } from '@urql/core';

type Document = Parameters<typeof stringifyDocument>[0];

/** The hash under which the server of this build knows a document of ours; code generation wrote it beside the document. */
export function hashOf(document: Document): string | undefined {
  const { __meta__: meta } = document as { __meta__?: { hash?: string } };
  // In development documents change while the server runs; a spec has no build.
  return (import.meta.env?.DEV ?? true) ? undefined : meta?.hash;
}

/** What stands for a document in the server's process: its hash, else its text. */
export function wireForm(document: Document): string {
  return hashOf(document) ?? stringifyDocument(document);
}
