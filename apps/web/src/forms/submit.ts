import { wireForm } from '../app/wire-form.ts';
import { signInPath } from '../page/page-query.ts';
import { formErrors } from './errors.ts';
import { text, type Fields, type FormState } from './form.ts';
import { formNamed } from './index.ts';

/** Runs one GraphQL document, given by hash or text, in the server's process. */
export type Execute = (
  query: string,
  variables: Record<string, unknown>,
  operationName?: string,
) => Promise<{ data?: unknown; errors?: readonly { message: string; extensions?: { code?: string; field?: string } }[] }>;

/** Fields that hold what a person wrote. */
const WRITTEN = ['body', 'note', 'word', 'bio'];

export interface Submitted {
  redirect?: string;
  form?: FormState;
}

/** A plain form's POST: the same document that scripts would send, then on, or back with everything typed. */
export async function submit(url: URL, fields: Fields, execute: Execute): Promise<Submitted> {
  const name = text(fields, '_form');
  const entry = formNamed(name);
  if (!entry) return { form: { form: name, fields, errors: [{ message: 'Unknown form', code: 'INVALID' }] } };

  const answer = await execute(wireForm(entry.document), { ...entry.variables(fields) });
  const errors = formErrors(answer.errors ?? []);
  const signedOut = errors.some((e) => e.code === 'UNAUTHENTICATED');
  // What was written comes back to the page, since going to sign in would lose it; a new topic is kept by the server.
  if (signedOut && (name === 'ask' || !WRITTEN.some((field) => text(fields, field))))
    return { redirect: signInPath(url.pathname + url.search) };
  if (errors.length || !entry.after)
    return { form: { form: name, fields: withoutSecrets(fields), errors, data: answer.data ?? undefined } };
  return { redirect: entry.after(answer.data, url, fields) };
}

/** Passwords are never sent back, not even into their own field. */
function withoutSecrets(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !/password|current|next|secret|token/i.test(name)));
}
