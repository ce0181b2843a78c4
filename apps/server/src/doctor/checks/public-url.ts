import type { LocalCheck } from '../check.js';

const isLoopback = (host: string): boolean => /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);

/** People reach the portal by https under an address that is told, for links in mail and for the cookie. */
export const publicUrl: LocalCheck = {
  needsDatabase: false,
  async look({ config: { PUBLIC_URL, HOST } }) {
    if (PUBLIC_URL === undefined) {
      if (isLoopback(HOST)) return [];
      return [
        {
          name: 'public-url-missing',
          says: {
            en: `The portal listens on ${HOST} for others, but PUBLIC_URL is not set: links in mails lead to localhost.`,
            ru: `Портал слушает ${HOST} для всех, но PUBLIC_URL не задан: ссылки в письмах ведут на localhost.`,
          },
          mend: { en: 'Set PUBLIC_URL to the address that people type.', ru: 'Задайте в PUBLIC_URL адрес, который набирают люди.' },
        },
      ];
    }
    const { protocol, hostname, pathname } = new URL(PUBLIC_URL);
    if (pathname !== '/')
      return [
        {
          name: 'public-url-has-path',
          says: {
            en: `PUBLIC_URL has a path (${pathname}); the portal lives at the root of a host.`,
            ru: `В PUBLIC_URL есть путь (${pathname}), а портал живёт в корне адреса.`,
          },
          mend: { en: 'Give it a host name of its own.', ru: 'Дайте ему собственное имя.' },
        },
      ];
    if (protocol === 'https:' || isLoopback(hostname)) return [];
    return [
      {
        name: 'public-url-http',
        says: {
          en: `PUBLIC_URL (${PUBLIC_URL}) is plain http: passwords and cookies can be read on the way.`,
          ru: `PUBLIC_URL (${PUBLIC_URL}) — без шифрования: пароли и cookie можно прочесть по дороге.`,
        },
        mend: {
          en: 'Put a proxy with a certificate in front and set PUBLIC_URL to https://…',
          ru: 'Поставьте впереди прокси с сертификатом и задайте PUBLIC_URL с https://',
        },
      },
    ];
  },
};
