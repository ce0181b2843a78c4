import { type Locale, Refusal } from '@veche/platform';
import { personName } from '../people/person.repository.js';

/** The name that a provider gave, as we keep names; a person whom it gave none is a guest until they say otherwise. */
export function knownName(name: string, locale: Locale): string {
  const guest = locale === 'ru' ? 'Гость' : 'Guest';
  try {
    return personName([...name].slice(0, 80).join('') || guest);
  } catch (error) {
    if (error instanceof Refusal) return guest;
    throw error;
  }
}
