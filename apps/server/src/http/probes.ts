import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readiness } from './readiness.js';

type Answer = (response: ServerResponse) => Promise<void> | void;

/**
 * What watchers of the process ask, on every role: /healthz says that it is alive, /readyz that it can serve. First in the chain and
 * without any of its parts, so that it answers when nothing else does.
 */
export function probes(readiness: Readiness): (request: IncomingMessage, response: ServerResponse, next: () => void) => void {
  const answers: Record<string, Answer> = {
    '/healthz': (response) => json(response, 200, { status: 'ok' }),
    '/readyz': async (response) => {
      const parts = await readiness.answer();
      const { load, ...needed } = parts;
      const canServe = Object.values(needed).every((part) => part === 'ok');
      // Who turns some away serves the others: were all processes to say no at once, a proxy would have nobody to send anybody to.
      json(response, canServe ? 200 : 503, { status: !canServe ? 'unavailable' : load === 'ok' ? 'ready' : 'degraded', ...parts });
    },
  };
  return (request, response, next) => {
    const answer = request.method === 'GET' || request.method === 'HEAD' ? answers[pathOf(request)] : undefined;
    if (answer === undefined) next();
    else void answer(response);
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
