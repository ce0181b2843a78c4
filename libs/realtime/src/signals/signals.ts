import { logger } from '@veche/platform';
import pg from 'pg';

/** What the database says (migrations, realtime): the log was placed, people were told, rights changed. */
export type Channel = 'veche_placed' | 'veche_told' | 'veche_rights';
const CHANNELS: readonly Channel[] = ['veche_placed', 'veche_told', 'veche_rights'];

/** Listens on a connection of its own. A word may be lost with it; whoever listens looks by the clock as well. */
export class Signals {
  private client: pg.Client | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly heard: (channel: Channel, word: string) => void,
  ) {}

  get isListening(): boolean {
    return this.client !== undefined;
  }

  /** Listens, if it does not already. @returns whether it only now began to: words may have been missed */
  async listen(): Promise<boolean> {
    if (this.client !== undefined || this.stopped) return false;
    const client = new pg.Client({ connectionString: this.url, keepAlive: true, connectionTimeoutMillis: 5_000 });
    const lost = (): void => {
      if (this.client === client) this.client = undefined;
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel, payload = '' }) => this.heard(channel as Channel, payload));
    try {
      await client.connect();
      await client.query(CHANNELS.map((channel) => `listen ${channel}`).join(';'));
    } catch (error) {
      logger.warn({ error: String(error) }, 'sockets hear no news of the database and look by the clock');
      await client.end().catch(() => undefined);
      return false;
    }
    if (this.stopped) await client.end().catch(() => undefined);
    else this.client = client;
    return !this.stopped;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end().catch(() => undefined);
  }
}
