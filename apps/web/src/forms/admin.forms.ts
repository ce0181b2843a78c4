import type { AnyForm } from './form.ts';

/** Site, products, tags, people, connections. */
export const adminForms = {} satisfies Record<string, AnyForm>;
