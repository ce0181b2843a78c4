import dns, { type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { AddressGuard } from './address-guard.js';

/** The address is one that connections must not reach. */
export class AddressRefused extends Error {
  constructor(readonly host: string) {
    super(`${host} is not an address that connections may reach`);
  }
}

/** No connection came about: the request surely never left. */
export class NeverConnected extends Error {
  constructor(cause: Error) {
    super(cause.message === '' ? ((cause as NodeJS.ErrnoException).code ?? cause.name) : cause.message, { cause });
  }
}

/** Finds every address of a name; a parameter so that a test may play a name server. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

const CONNECT_TIMEOUT = 5_000;
const ANSWER_TIMEOUT = 10_000;

/**
 * Connections to the outside. The guard is asked inside the connect itself, about the very address that is dialled: a name that
 * resolves to something else a moment later (DNS rebinding) gains nothing. Redirects are not followed, proxies not asked.
 */
export function guardedAgent(guard: AddressGuard, resolve: Resolve = (hostname) => dns.promises.lookup(hostname, { all: true })): Agent {
  const connectors = new Map([true, false].map((secure) => [secure, connectorFor(guard, resolve, secure)]));
  return new Agent({
    connections: 32,
    pipelining: 1,
    headersTimeout: ANSWER_TIMEOUT,
    bodyTimeout: ANSWER_TIMEOUT,
    connect: (options, done) => {
      const secure = options.protocol === 'https:';
      const host = options.hostname.replace(/^\[|\]$/g, '');
      // Node looks up names only: an address written out would pass by the lookup.
      if (isIP(host) !== 0 && !guard.permits(host, secure)) return done(new AddressRefused(host), null);
      connectors.get(secure)!({ ...options, hostname: host }, (error, socket) => {
        if (error === null) done(null, socket);
        else done(error instanceof AddressRefused ? error : new NeverConnected(error), null);
      });
    },
  });
}

function connectorFor(guard: AddressGuard, resolve: Resolve, secure: boolean): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname).then(
      (found) => {
        const open = found.filter(({ address }) => guard.permits(address, secure));
        const [first] = open;
        if (first === undefined) done(new AddressRefused(hostname), []);
        else if (options.all === true) done(null, open);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
  return buildConnector({ timeout: CONNECT_TIMEOUT, lookup } as buildConnector.BuildOptions);
}
