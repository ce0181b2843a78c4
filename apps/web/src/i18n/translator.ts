import { inject, type InjectionKey } from 'vue';
import { englishPlural, russianPlural } from './plurals.ts';

/** Texts by name, as the files of one language hold them. */
export interface Messages {
  [name: string]: string | Messages;
}

/** What stands in the gaps of a text, by the gap's name. */
type Values = Record<string, unknown>;

/** Says the texts of one language. It holds no request's data: each language has one for the life of the process. */
export interface Translator {
  locale: 'ru' | 'en';
  /** The text at this path, with its gaps filled; a missing one shows its key, and the message spec fails. */
  t(key: string, values?: Values | number, count?: number): string;
  /** Whether there is such a text. */
  te(key: string): boolean;
}

export const translatorKey: InjectionKey<Translator> = Symbol('translator');

/** The texts in the language of the page; to be called in `setup`. */
export function useI18n(): Translator {
  const translator = inject(translatorKey);
  if (!translator) throw new Error('No texts were provided: makeApp() does');
  return translator;
}

/** One form of a text: pieces and names of gaps in turn. */
type Form = readonly string[];
const made = new WeakMap<Messages, Translator>();

/**
 * The translator of these messages, made once. A text is written `one {gap} | many`, in Russian with three forms
 * (`one | few | many`); `{n}` is the count where no value of that name is given. Texts are taken apart when first said.
 */
export function translatorOf(locale: 'ru' | 'en', messages: Messages): Translator {
  let translator = made.get(messages);
  if (!translator) made.set(messages, (translator = makeTranslator(locale, messages)));
  return translator;
}

function makeTranslator(locale: 'ru' | 'en', messages: Messages): Translator {
  const plural = locale === 'ru' ? russianPlural : englishPlural;
  const texts = new Map<string, readonly Form[] | undefined>();

  function formsOf(key: string) {
    if (texts.has(key)) return texts.get(key);
    const text = key
      .split('.')
      .reduce<Messages[string] | undefined>((at, name) => (typeof at === 'object' ? at[name] : undefined), messages);
    if (typeof text !== 'string') return undefined; // not kept: a name may come from an address
    const forms = text.split(' | ').map((form) => form.split(/\{(\w+)\}/));
    texts.set(key, forms);
    return forms;
  }

  function t(key: string, values?: Values | number, count?: number): string {
    if (typeof values === 'number') return t(key, undefined, values);
    const forms = formsOf(key);
    if (!forms) return key;
    const form = forms.length === 1 ? forms[0] : forms[plural(count ?? 1)];
    if (!form) return key;
    let said = form[0] ?? '';
    for (let i = 1; i < form.length; i += 2) said += String(values?.[form[i]!] ?? (form[i] === 'n' ? (count ?? '') : '')) + form[i + 1]!;
    return said;
  }
  return { locale, t, te: (key) => formsOf(key) !== undefined };
}
