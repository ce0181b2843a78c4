import { performance } from 'node:perf_hooks';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  AddressGuard,
  AddressRefused,
  CONFIG,
  Clock,
  type Config,
  type Message,
  NeverConnected,
  PublicOrigin,
  guardedAgent,
  newId,
} from '@veche/platform';
import { type Agent, type Dispatcher, request } from 'undici';
import type { Connector, OutgoingMessage, Outcome, Target } from '../connector.js';
import type { InteractionFacts } from '../interaction-facts.js';
import { envelopeOf } from './envelope.js';
import { signedHeaders } from './signature.js';
import { retryAfterOf, verdictOf } from './verdict.js';

/** A call that takes longer is over, its outcome unknown. Half of a lane's lease. */
const LONGEST_CALL = 15_000;
/** How much of an answer is read, in bytes. */
const READ_AT_MOST = 4_096;

/** Sends interactions as signed webhooks: the Standard Webhooks specification. */
@Injectable()
export class WebhookConnector implements Connector, OnModuleDestroy {
  readonly capabilities = { replay: 'idempotent' } as const;
  private readonly agent: Agent;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'CRM_ALLOWED_ADDRESSES'>,
    private readonly origin: PublicOrigin,
    private readonly clock: Clock,
  ) {
    this.agent = guardedAgent(new AddressGuard(config.CRM_ALLOWED_ADDRESSES, 'CRM_ALLOWED_ADDRESSES'));
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.destroy();
  }

  compose(facts: InteractionFacts): string {
    return JSON.stringify(envelopeOf(facts, this.origin.value));
  }

  async send(target: Target, { id, body }: OutgoingMessage): Promise<Outcome> {
    const started = performance.now();
    const finished = (outcome: Omit<Outcome, 'durationMs'>): Outcome => ({
      ...outcome,
      durationMs: Math.round(performance.now() - started),
    });
    try {
      const response = await request(target.url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Veche-Webhook/1',
          ...signedHeaders(id, this.clock.now(), body, target.secrets),
        },
        body,
        signal: AbortSignal.timeout(LONGEST_CALL),
      });
      return finished(await this.answered(response));
    } catch (error) {
      return finished(failed(error));
    }
  }

  async check(target: Target): Promise<readonly Message[]> {
    const body = JSON.stringify({
      type: 'veche.check',
      timestamp: this.clock.now().toISOString(),
      data: { connectionId: target.connectionId },
    });
    const outcome = await this.send(target, { id: `check_${newId()}`, body });
    if (outcome.verdict === 'delivered') return [];
    const answer = outcome.answer === null || outcome.answer === '' ? '' : `: ${outcome.answer.slice(0, 200)}`;
    if (outcome.httpStatus === null)
      return [{ en: `It cannot be reached: ${outcome.error}.`, ru: `До него не достучаться: ${outcome.error}.` }];
    return [{ en: `It answered ${outcome.httpStatus}${answer}`, ru: `Оно ответило ${outcome.httpStatus}${answer}` }];
  }

  private async answered(response: Dispatcher.ResponseData): Promise<Omit<Outcome, 'durationMs'>> {
    const { statusCode, headers, body } = response;
    const answer = await beginning(body);
    const retryAfter = statusCode === 429 || statusCode === 503 ? retryAfterOf(headers['retry-after'], this.clock.now()) : null;
    const { verdict, reason } = verdictOf(statusCode);
    return { verdict, reason, httpStatus: statusCode, answer, error: verdict === 'delivered' ? null : `HTTP ${statusCode}`, retryAfter };
  }
}

function failed(error: unknown): Omit<Outcome, 'durationMs'> {
  const nothing = { httpStatus: null, answer: null, retryAfter: null, reason: null };
  if (error instanceof AddressRefused) return { ...nothing, verdict: 'parked', error: error.message, reason: 'forbidden_address' };
  // Whether the request left decides between "surely not taken" and "nobody knows".
  const text = error instanceof Error ? error.message : String(error);
  return { ...nothing, verdict: error instanceof NeverConnected ? 'waiting' : 'unknown', error: text.slice(0, 500) };
}

/** The first bytes of an answer as text. Breaking off is no failure: the status has said what counts. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= READ_AT_MOST) break;
    }
  } catch {
    // What came until then is kept.
  }
  // PostgreSQL's text cannot hold a zero byte.
  return Buffer.concat(chunks).subarray(0, READ_AT_MOST).toString('utf8').replaceAll('\u0000', '').slice(0, 1_000);
}
