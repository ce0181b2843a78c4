import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../testing/eventually.js';
import { inRequestSpan, inSpan, startTracing, stopTracing } from './tracing.js';

interface SentSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
}

let collector: Server;
const received: { path: string; headers: IncomingHttpHeaders; spans: SentSpan[] }[] = [];
beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
      const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
      received.push({ path: request.url!, headers: request.headers, spans });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

describe('tracing', () => {
  it('just runs the work while it is not started', async () => {
    expect(await inSpan('work', () => ({}), () => Promise.resolve(7))).toBe(7); // prettier-ignore
  });

  it('sends the request, under its caller, and what was done for it, to the collector', async () => {
    const { port } = collector.address() as AddressInfo;
    await startTracing(`http://127.0.0.1:${port}/`, 'veche');
    const caller = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    let work: Promise<unknown> = Promise.resolve();
    const end = inRequestSpan('GET page', caller, () => ({ 'url.path': '/faq' }), () => {
      work = inSpan('sql', () => ({}), () => Promise.reject(new Error('away'))).catch(() => undefined);
    }); // prettier-ignore
    await work;
    end(503);
    await stopTracing();
    await eventually(() => received.length > 0);
    const spans = received.flatMap((sent) => sent.spans);
    const [page, statement] = ['GET page', 'sql'].map((name) => spans.find((span) => span.name === name)!);
    expect(received[0]!.path).toBe('/v1/traces');
    expect(page).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331', status: { code: 2 } });
    expect(statement).toMatchObject({ traceId: page!.traceId, parentSpanId: page!.spanId, status: { code: 2 } });
  });
});
