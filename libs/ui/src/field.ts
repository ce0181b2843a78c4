import { inject, type ComputedRef, type InjectionKey } from 'vue';

/** What a `Field` tells the control inside it. */
export interface FieldContext {
  id: string;
  describedBy: ComputedRef<string | undefined>;
  invalid: ComputedRef<boolean>;
}

export const fieldKey: InjectionKey<FieldContext> = Symbol('field');

/** Attributes that tie a control to the label, hint and error around it; none outside a `Field`. */
export function useField() {
  const field = inject(fieldKey, null);
  return () =>
    field ? { id: field.id, 'aria-describedby': field.describedBy.value, 'aria-invalid': field.invalid.value || undefined } : {};
}
