import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Locale, type Message, isLocale, negotiateLocale } from '@veche/platform';
import { parseCookie } from 'cookie';
import { troublePage } from '../web/trouble-page.js';
import { isForMachines } from './machine-paths.js';
import { LOCALE_COOKIE } from './portal-request.js';

/** Why a request is not even begun. */
export type Reason = 'away' | 'busy';

const AGAIN_AFTER: Record<Reason, number> = { away: 5, busy: 2 };

const messages: Record<Reason, Message> = {
  away: {
    en: 'The portal cannot reach its data just now. Try again in a moment.',
    ru: 'Портал сейчас не может добраться до своих данных. Повторите чуть позже.',
  },
  busy: { en: 'Too much is asked at once. Try again in a moment.', ru: 'Сейчас слишком много запросов. Повторите чуть позже.' },
};

/** An unread body that is larger is not waited for: the connection ends instead. */
const READ_TO_THE_END = 65_536;

/**
 * Answers 503 with as little work as can be: no part of the portal is asked, and what is sent is made once per language. A person gets
 * a page, a program JSON.
 */
export function turnAway(request: IncomingMessage, response: ServerResponse, reason: Reason, { close = false } = {}): void {
  if (response.headersSent || response.destroyed) return;
  const path = request.url ?? '/';
  const locale = localeOf(request, path);
  const { type, body } =
    answers[reason][locale][!isForMachines(path.split('?', 1)[0]!) ? 'page' : path.startsWith('/graphql') ? 'graphql' : 'json'];
  response.writeHead(503, {
    'content-type': type,
    'content-length': body.length,
    'retry-after': String(AGAIN_AFTER[reason]),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
    ...((close || Number(request.headers['content-length'] ?? 0) > READ_TO_THE_END) && { connection: 'close' }),
  });
  response.end(body);
}

interface Answer {
  type: string;
  body: Buffer;
}

function answersFor(reason: Reason, locale: Locale): Record<'page' | 'graphql' | 'json', Answer> {
  // LIMITED asks to slow down; the rest is ours.
  const code = reason === 'busy' ? 'LIMITED' : 'INTERNAL';
  const message = messages[reason][locale];
  const json = (value: object): Answer => ({ type: 'application/json; charset=utf-8', body: Buffer.from(JSON.stringify(value)) });
  return {
    page: { type: 'text/html; charset=utf-8', body: Buffer.from(troublePage(reason === 'busy' ? 'busy' : 'unavailable', locale)) },
    graphql: json({ errors: [{ message, extensions: { code, retryAfter: AGAIN_AFTER[reason] } }] }),
    json: json({ code, message }),
  };
}

const both = (reason: Reason) => ({ en: answersFor(reason, 'en'), ru: answersFor(reason, 'ru') });
const answers = { away: both('away'), busy: both('busy') };

/** As `wishedLocale` and the viewer's, without either. */
function localeOf({ headers }: IncomingMessage, path: string): Locale {
  const asked = /[?&]lang=(\w\w)/.exec(path)?.[1];
  if (isLocale(asked)) return asked;
  const remembered = headers.cookie?.includes(LOCALE_COOKIE) === true ? parseCookie(headers.cookie)[LOCALE_COOKIE] : undefined;
  return isLocale(remembered) ? remembered : negotiateLocale(headers['accept-language']);
}
