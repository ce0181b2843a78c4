import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the other side does with one call; without `status` it hangs up without an answer. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** One call as it came. */
export interface Call {
  id: string;
  body: string;
  headers: IncomingMessage['headers'];
}

/** A CRM's receiving end on this machine: real HTTP, answers as told. */
export class Receiver {
  readonly calls: Call[] = [];
  /** Asked at every call; default: taken. */
  answer: (call: Call, nth: number) => Answer | Promise<Answer> = () => ({ status: 204 });
  private server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}/hook`;
  }

  /** The ids that came, each once, in the order of their first arrival. */
  get ids(): string[] {
    return [...new Set(this.calls.map(({ id }) => id))];
  }

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>((listening) => this.server!.listen(0, '127.0.0.1', listening));
    return this;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((closed) => this.server?.close(closed));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const call = { id: String(request.headers['webhook-id']), body, headers: request.headers };
    this.calls.push(call);
    const { status, headers, body: text } = await this.answer(call, this.calls.length);
    if (status === undefined) request.socket.destroy();
    else response.writeHead(status, headers).end(text);
  }
}
