import type { Locale } from '@veche/platform';

/** Why there is no page. */
export type Trouble = 'unavailable' | 'busy' | 'tooLarge' | 'unreadable';

interface Words {
  title: string;
  text: string;
  again: string;
}

const words: Record<Trouble, Record<Locale, Words>> = {
  unavailable: {
    en: {
      title: 'Back in a moment',
      text: 'The portal cannot reach its data just now. Nothing is lost; this page will work again by itself.',
      again: 'Try again',
    },
    ru: {
      title: 'Сейчас вернёмся',
      text: 'Портал сейчас не может добраться до своих данных. Ничего не потеряно; страница заработает сама.',
      again: 'Попробовать ещё раз',
    },
  },
  busy: {
    en: {
      title: 'Many are here just now',
      text: 'More people ask than the portal can answer at this moment. Wait a few seconds and try again; nothing is lost.',
      again: 'Try again',
    },
    ru: {
      title: 'Сейчас здесь очень людно',
      text: 'Спрашивают больше, чем портал успевает ответить. Подождите несколько секунд и повторите; ничего не потеряно.',
      again: 'Попробовать ещё раз',
    },
  },
  tooLarge: {
    en: {
      title: 'This is too much for one form',
      text: 'The form is larger than 1 MB, so nothing of it was taken. Go back in your browser: what you typed is still there. Shorten it or bring it in parts.',
      again: 'Open the page anew',
    },
    ru: {
      title: 'Слишком много для одной формы',
      text: 'Форма больше 1 МБ, поэтому из неё ничего не принято. Вернитесь в браузере назад: набранное на месте. Сократите его или отправьте по частям.',
      again: 'Открыть страницу заново',
    },
  },
  unreadable: {
    en: {
      title: 'This request cannot be read',
      text: 'Its address or form is damaged. Go back in your browser and repeat, or begin at the front page.',
      again: 'Open the page anew',
    },
    ru: {
      title: 'Этот запрос не прочитать',
      text: 'Его адрес или форма повреждены. Вернитесь в браузере назад и повторите или начните с главной страницы.',
      again: 'Открыть страницу заново',
    },
  },
};

/** The page for when no page can be made. Whole in itself: no script, no style file, no data. */
export function troublePage(trouble: Trouble, locale: Locale): string {
  const { title, text, again } = words[trouble][locale];
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<body><main><h1>${title}</h1><p>${text}</p><p><a href="">${again}</a></p></main></body></html>`;
}
