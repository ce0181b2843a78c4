import { type PortalContext, visitorOf } from '@veche/identity';
import type { Locale } from '@veche/platform';

/**
 * What a page for every visitor is rendered with: a visitor without a name for the day. What belongs to one request is not there: a
 * page that asks for it would show one visitor's matters to all, so it fails instead.
 */
export class EveryonesContext implements PortalContext {
  readonly viewer: PortalContext['viewer'];
  readonly loaders = new Map<string, unknown>();

  constructor(locale: Locale) {
    this.viewer = visitorOf({ locale, address: '' });
  }

  get request(): never {
    throw new NotForEveryone('request');
  }

  get response(): never {
    throw new NotForEveryone('response');
  }

  get address(): never {
    throw new NotForEveryone('address');
  }

  setSession(): never {
    throw new NotForEveryone('session');
  }
}

/** A page that is kept asked for what belongs to one request. */
export class NotForEveryone extends Error {
  constructor(what: string) {
    super(`a page for every visitor asked for the ${what} of one`);
  }
}
