import { DRAFT_COOKIE } from '@veche/community';
import { type Locale, isLocale, negotiateLocale } from '@veche/platform';
import { parseCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import { LOCALE_COOKIE, THEME_COOKIE } from '../../http/portal-request.js';
import type { PageRequest } from '../page-contract.js';
import { remembered } from './remembered.js';
import { addressOf, type KeptAddress } from './kept-address.js';

/** There are few `Accept-Language` headers, and they come with each request. */
const localeOf = remembered(negotiateLocale);

/** A page as any visitor who speaks this language gets it: what it is kept under. */
export interface PageWish {
  key: string;
  address: KeptAddress;
  locale: Locale;
  theme: PageRequest['theme'];
}

/**
 * What a request wants when its answer may be kept: an address that we know, asked for by somebody without a session and without a
 * draft. `?lang=` and `?theme=` set cookies and are no addresses that we know.
 */
export function wishOf(request: IncomingMessage, sessionCookie: string): PageWish | undefined {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const address = addressOf(request.url ?? '');
  if (address === undefined) return undefined;
  const { cookie, 'accept-language': languages } = request.headers;
  const cookies = cookie === undefined ? {} : parseCookie(cookie);
  if (cookies[sessionCookie] !== undefined || cookies[DRAFT_COOKIE] !== undefined) return undefined;
  const [chosen, look] = [cookies[LOCALE_COOKIE], cookies[THEME_COOKIE]];
  const locale = isLocale(chosen) ? chosen : localeOf(languages ?? '');
  const theme = look === 'light' || look === 'dark' ? look : 'system';
  return { key: `${locale} ${theme} ${address.url}`, address, locale, theme };
}
