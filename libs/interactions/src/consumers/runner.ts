import { Injectable } from '@nestjs/common';
import { logger } from '@veche/platform';
import pg from 'pg';
import { LOG_CHANNEL } from '../log/interaction-log.js';
import { Sequencer } from '../log/sequencer.js';
import type { Consumer } from './consumer.js';
import { Consumers } from './consumers.js';

/** Without a notification (one may be lost with its connection) the log is looked at this often, in milliseconds. */
const LOOK = 1_000;
const LONGEST_PAUSE = 30_000;

/** Keeps every consumer at the head of the log. Any number of processes may run one. */
@Injectable()
export class Runner {
  private running = false;
  private listener: pg.Client | undefined;
  private wake: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();
  private readonly pausedUntil = new Map<string, { until: number; pause: number }>();

  constructor(
    private readonly sequencer: Sequencer,
    private readonly consumers: Consumers,
  ) {}

  async start(url: string): Promise<void> {
    this.running = true;
    await this.listen(url);
    this.loop = this.run(url);
  }

  async stop(): Promise<void> {
    this.running = false;
    this.wake();
    await this.loop;
    await this.listener?.end().catch(() => undefined);
  }

  private async run(url: string): Promise<void> {
    while (this.running) {
      const rested = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const busy = await this.round().catch((error: unknown) => {
        logger.error({ error: String(error) }, 'the log could not be read');
        return false;
      });
      if (this.listener === undefined && this.running) await this.listen(url);
      // Under a backlog there is no rest, and no timer of one left behind.
      if (busy) this.wake();
      else await rested;
    }
  }

  /** One look at everything; true when there was something to do. */
  private async round(): Promise<boolean> {
    const placed = await this.sequencer.place();
    const read = await Promise.all(this.consumers.names().map((name) => this.advance(this.consumers.get(name)!)));
    return placed > 0 || read.some((n) => n > 0);
  }

  /** A consumer that fails pauses alone, twice as long each time; the others go on. */
  private async advance(consumer: Consumer): Promise<number> {
    const paused = this.pausedUntil.get(consumer.name);
    if (paused !== undefined && paused.until > Date.now()) return 0;
    try {
      const read = await this.consumers.advance(consumer);
      this.pausedUntil.delete(consumer.name);
      return read;
    } catch (error) {
      const pause = Math.min(LONGEST_PAUSE, (paused?.pause ?? 250) * 2);
      this.pausedUntil.set(consumer.name, { until: Date.now() + pause, pause });
      logger.error({ consumer: consumer.name, error: String(error), pause }, 'a consumer failed and will try again');
      return 0;
    }
  }

  private async listen(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    const lost = () => {
      if (this.listener === client) this.listener = undefined;
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.wake());
    try {
      await client.connect();
      await client.query(`listen ${LOG_CHANNEL}`);
      this.listener = client;
    } catch (error) {
      // The database is away; the log is looked at by the clock until it is back.
      logger.warn({ error: String(error) }, 'not listening for news of the log');
    }
  }
}
