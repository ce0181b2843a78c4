import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { DocumentNode } from 'graphql';

/** What a form posts: names to values; a name that repeats has several. */
export type Fields = Record<string, string | string[]>;

/** One thing that was wrong. `field` names the control it belongs to; without one it concerns the whole form. */
export interface FormError {
  message: string;
  field?: string;
  code?: string;
}

/** A plain form that came back: everything typed, what was wrong, or what it answered (a preview). */
export interface FormState {
  form: string;
  fields: Fields;
  errors: FormError[];
  data?: unknown;
}

/** An act that a form can do, the same with scripts and without. */
export interface Form<Data, Variables> {
  document: TypedDocumentNode<Data, Variables>;
  variables(fields: Fields): Variables;
  /** Where to go when done; without it the page stays and shows the answer (a preview). */
  after?(data: Data, url: URL, fields: Fields): string;
  /** The viewer changed (signed in or out): scripts load the next page anew. */
  reload?: boolean;
}

/** A form of the table, whatever its types. */
export interface AnyForm {
  document: DocumentNode;
  variables(fields: Fields): object;
  after?(data: unknown, url: URL, fields: Fields): string;
  reload?: boolean;
}

/** Checks one entry's types against its document. */
export function form<Data, Variables extends object>(entry: Form<Data, Variables>): AnyForm {
  return entry;
}

/** One value as text; a missing one is empty. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** All values of a name that may repeat, empty ones left out. */
export function list(fields: Fields, name: string): string[] {
  return [fields[name] ?? []].flat().filter(Boolean);
}

/** A value out of a closed set; anything else is the first of them. */
export function oneOf<T extends string>(fields: Fields, name: string, values: readonly [T, ...T[]]): T {
  const value = text(fields, name);
  return values.find((v) => v === value) ?? values[0];
}

/** An id that is posted empty means "none". */
export const maybe = (fields: Fields, name: string): string | undefined => text(fields, name) || undefined;

/** What a form tells of how it was filled in (FormProof.vue). */
export const proofOf = (fields: Fields) => ({ trap: text(fields, 'homepage'), token: text(fields, 'formToken') });

/** The page itself again. */
export const stay = (_data: unknown, url: URL): string => url.pathname + url.search;
