import type { AnyForm } from './form.ts';

export const askForms = {} satisfies Record<string, AnyForm>;
