import type { Outside } from '@veche/platform';

type Done = (error: unknown, body?: string, response?: unknown) => void;

/** The part of node-oauth through which all calls of an OAuth 2 strategy go. */
interface OAuth2Calls {
  _accessTokenName: string;
  _customHeaders: Record<string, string>;
  _request(
    method: string,
    url: string,
    headers: Record<string, string> | null,
    body: string | null,
    token: string | null,
    done: Done,
  ): void;
}

/**
 * Lets a strategy of the passport-oauth2 family call out through `Outside`. Its own way waits for ever and keeps whatever comes: a
 * provider that answers late, or with 10 MB, would hold the process.
 */
export function callThrough(outside: Outside, strategy: object): void {
  const calls = (strategy as { _oauth2: OAuth2Calls })._oauth2;
  calls._request = function (method, url, headers, body, token, done) {
    const address = new URL(url);
    if (token !== null && headers?.['Authorization'] === undefined) address.searchParams.set(this._accessTokenName, token);
    outside
      .call(address.href, { method, headers: { ...this._customHeaders, ...headers }, ...(body !== null && body !== '' && { body }) })
      .then(
        (answer) => {
          const text = answer.body.toString('utf8');
          if (answer.status >= 200 && answer.status < 300) done(null, text, answer);
          else done({ statusCode: answer.status, data: text });
        },
        (error: unknown) => done(error),
      );
  };
}
