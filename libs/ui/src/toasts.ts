import { inject, reactive, type InjectionKey } from 'vue';

/** Short words about what was just done. One list per app, never per process. */
export interface ToastList {
  shown: { id: number; text: string }[];
  say(text: string): void;
}
export const toastsKey: InjectionKey<ToastList> = Symbol('toasts');

/** Shown for five seconds: long enough to read a sentence, short enough not to be in the way. */
const SHOWN_FOR = 5000;

export function makeToasts(): ToastList {
  const toasts: ToastList = reactive({
    shown: [],
    say(text: string) {
      const id = Date.now() + Math.random();
      toasts.shown.push({ id, text });
      setTimeout(() => (toasts.shown = toasts.shown.filter((t) => t.id !== id)), SHOWN_FOR);
    },
  });
  return toasts;
}

export function useToasts(): ToastList {
  const toasts = inject(toastsKey);
  if (!toasts) throw new Error('No toasts were provided: the app calls makeToasts()');
  return toasts;
}
