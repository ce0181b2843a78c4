import type { Locale } from '@veche/platform';

const words = {
  en: {
    title: 'Mails about your topics',
    ask: 'Stop mails about replies, answers and statuses? The bell in the portal goes on telling you.',
    stop: 'Stop these mails',
    done: 'You get no more of these mails. You can switch them on again in the settings.',
    settings: 'Settings',
  },
  ru: {
    title: 'Письма о ваших темах',
    ask: 'Больше не присылать писем об ответах, решениях и статусах? Колокольчик на портале продолжит сообщать о них.',
    stop: 'Больше не присылать',
    done: 'Таких писем больше не будет. Включить их снова можно в настройках.',
    settings: 'Настройки',
  },
};

/** A page that is whole in itself: who comes from a mail may be signed out, and its address holds a token that no other page should see. */
export function stopPage(locale: Locale, step: 'ask' | 'done'): string {
  const { title, ask, stop, done, settings } = words[locale];
  const button = 'font:inherit;padding:10px 18px;border:0;border-radius:8px;background:#1c1e21;color:#fff;cursor:pointer';
  // The form posts to its own address, token and all.
  const body =
    step === 'ask'
      ? `<p>${ask}</p><form method="post"><button style="${button}">${stop}</button></form>`
      : `<p role="status">${done}</p><p><a href="/settings/preferences">${settings}</a></p>`;
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title>
<body style="margin:0;padding:48px 16px;font:17px/1.6 system-ui,sans-serif;color:#1c1e21;background:#fff"><main style="max-width:34em;margin:0 auto"><h1 style="font-size:24px;line-height:1.3">${title}</h1>${body}</main></body></html>`;
}
