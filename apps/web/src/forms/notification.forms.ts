import type { AnyForm } from './form.ts';

/** The inbox. */
export const notificationForms = {} satisfies Record<string, AnyForm>;
