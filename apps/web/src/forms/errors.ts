import type { FormError } from './form.ts';

/** As GraphQL tells it, from urql and from the server's in-process call alike. */
interface ToldError {
  message: string;
  extensions?: { code?: unknown; field?: unknown } | undefined;
}

/** Errors as forms show them. */
export function formErrors(errors: readonly ToldError[]): FormError[] {
  return errors.map(({ message, extensions }) => ({
    message,
    ...(typeof extensions?.code === 'string' && { code: extensions.code }),
    ...(typeof extensions?.field === 'string' && { field: extensions.field }),
  }));
}
