import { Refusal } from '@veche/platform';

/** The one answer for a link that is used, too old or unknown. */
export function linkOver(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'This link was used already or is too old. Ask for a new one.',
    ru: 'Ссылкой уже пользовались, или она устарела. Попросите новую.',
  });
}
