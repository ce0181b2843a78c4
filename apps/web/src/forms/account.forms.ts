import type { AnyForm } from './form.ts';

/** Sign in, sign up, sessions, profile, preferences. */
export const accountForms = {} satisfies Record<string, AnyForm>;
