import type { Locale } from '@veche/platform';

const words = {
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
};

/** The page for when no page can be made. Whole in itself: no script, no style file, no data. */
export function unavailablePage(locale: Locale = 'en'): string {
  const { title, text, again } = words[locale];
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<body><main><h1>${title}</h1><p>${text}</p><p><a href="">${again}</a></p></main></body></html>`;
}
