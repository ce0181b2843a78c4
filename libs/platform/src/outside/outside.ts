import { type Agent, request } from 'undici';
import { AddressGuard } from './address-guard.js';
import { guardedAgent } from './outbound.js';

/** What is asked of a server that is not ours. */
export interface OutsideCall {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds for the whole call, the body included. */
  timeout?: number;
  /** Bytes of an answer that are still read. */
  most?: number;
}

/** What it answered; redirects are answers like any other. */
export interface OutsideAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
}

/** The other side did not answer in time, or with more than was asked for. */
export class OutsideTrouble extends Error {}

const PATIENCE = 8_000;
const MOST = 512 * 1024;

/**
 * Calls to servers that are not ours, each bounded in time and size, none into the company's own network (attack 41), none following
 * a redirect: where an answer comes from decides what it may say.
 */
export class Outside {
  private readonly agent: Agent;

  /**
   * @param allowed private ranges that may be reached all the same, also in plain text
   * @param variable where they are set
   */
  constructor(allowed: string, variable: string) {
    this.agent = guardedAgent(new AddressGuard(allowed, variable));
  }

  /** @throws OutsideTrouble, AddressRefused, NeverConnected */
  async call(
    url: string,
    { method = 'GET', headers = {}, body, timeout = PATIENCE, most = MOST }: OutsideCall = {},
  ): Promise<OutsideAnswer> {
    const signal = AbortSignal.timeout(timeout);
    try {
      const answer = await request(url, {
        dispatcher: this.agent,
        method: method as 'GET',
        headers: { 'user-agent': 'Veche/1', ...headers },
        signal,
        ...(body !== undefined && { body }),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        // Leaving the loop ends the connection: what is too much is not read to its end.
        if (size > most) throw new OutsideTrouble(`${new URL(url).host} answered with more than ${most} bytes`);
        chunks.push(chunk);
      }
      return { status: answer.statusCode, headers: headersOf(answer.headers), body: Buffer.concat(chunks) };
    } catch (error) {
      if (signal.aborted) throw new OutsideTrouble(`${new URL(url).host} did not answer within ${timeout} ms`);
      throw error;
    }
  }

  /** The same in the shape of `fetch`, for libraries that take one. */
  fetch = async (url: string, options: { method?: string; headers?: Record<string, string>; body?: unknown }): Promise<Response> => {
    const { method, headers, body } = options;
    const text = body === undefined || body === null ? undefined : typeof body === 'string' ? body : String(body as URLSearchParams);
    const answer = await this.call(url, {
      ...(method !== undefined && { method }),
      ...(headers !== undefined && { headers }),
      ...(text !== undefined && { body: text }),
    });
    const hasBody = answer.status !== 204 && answer.status !== 304;
    return new Response(hasBody ? new Uint8Array(answer.body) : null, { status: answer.status, headers: answer.headers });
  };

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

function headersOf(given: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) for (const one of [value ?? []].flat()) headers.append(name, one);
  return headers;
}
