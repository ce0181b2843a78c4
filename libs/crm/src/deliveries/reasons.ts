import type { Locale, Message } from '@veche/platform';

/**
 * Why a delivery or a connection stands as it does. The database keeps a code, with a number where there is one ("refused 422");
 * people read a sentence. What a person gave as a reason is kept after "by_hand ".
 */
const SENTENCES: Readonly<Record<string, Message>> = {
  no_person: {
    en: 'It belongs to nobody’s record: a visitor, or an author who is not known as a person',
    ru: 'Не относится ни к чьей карточке: посетитель или автор, неизвестный как человек',
  },
  imported: { en: 'Imported history, which this connection does not take', ru: 'Импортированная история: это подключение её не принимает' },
  kind: { en: 'This connection leaves this kind out', ru: 'Этот вид обращений для подключения отключён' },
  refused: { en: 'The CRM refused this one (%)', ru: 'CRM отказалась принять именно это (%)' },
  gave_up: { en: 'Given up after three days of tries', ru: 'Три дня попыток не помогли' },
  poison: {
    en: 'The CRM fails on this one again and again while it takes others',
    ru: 'На этом CRM раз за разом ломается, хотя остальные принимает',
  },
  credentials: {
    en: 'The CRM does not accept our signature (%). Check the secret on both sides',
    ru: 'CRM не принимает нашу подпись (%). Сверьте секрет с обеих сторон',
  },
  address: { en: 'Nothing takes webhooks at this address (%)', ru: 'По этому адресу вебхуки никто не принимает (%)' },
  forbidden_address: {
    en: 'The address belongs to a private network or is not https. CRM_ALLOWED_ADDRESSES says which private ones may be reached',
    ru: 'Адрес из частной сети или не https. Разрешённые частные адреса перечислены в CRM_ALLOWED_ADDRESSES',
  },
  unreadable: {
    en: 'The secret was sealed with another key (VECHE_SECRET_KEY). Enter it again',
    ru: 'Секрет зашифрован другим ключом (VECHE_SECRET_KEY). Введите его заново',
  },
};

const BY_HAND = 'by_hand ';

/** A person's own words as they are kept. */
export function byHand(words: string): string {
  return BY_HAND + words;
}

/** The sentence for people; a person's own words as they were written. */
export function sentenceOf(reason: string, locale: Locale): string {
  if (reason.startsWith(BY_HAND)) return reason.slice(BY_HAND.length);
  const [code = '', number = ''] = reason.split(' ');
  return SENTENCES[code]?.[locale].replace('%', number) ?? reason;
}
