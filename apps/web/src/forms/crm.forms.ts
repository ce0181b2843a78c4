import type { AnyForm } from './form.ts';

/** Pause, resume, retry, exclude. */
export const crmForms = {} satisfies Record<string, AnyForm>;
