import pg from 'pg';
import { logger } from '../log/logger.js';

/** Turns of the event loop in which patience is counted. */
const TURNS = 10;
/**
 * How the database is asked whether it is there, in milliseconds. A request's whole patience is two seconds: a pause and two questions
 * without an answer have to fit.
 */
const PACE = { every: 250, patience: 800, whileAway: 250 };

/** The socket below a client of `pg`, which its types leave out; destroying it fails whatever waits for an answer. */
interface WithSocket {
  connection: { stream: { destroy(): void } };
}

/**
 * Knows whether PostgreSQL answers, by asking it four times a second on a connection of its own. A database that hangs gives no error: its
 * connections are cut when it does not answer, so that whoever waits is told and nothing in an unknown state is used again.
 */
export class DatabaseWatch {
  private readonly pools = new Set<pg.Pool>();
  private readonly clients = new Set<pg.PoolClient>();
  private readonly listeners = new Set<(isAway: boolean) => void>();
  private away = false;
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private asking: { client: pg.Client; opened: Promise<unknown> } | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly url: string,
    private readonly pace = PACE,
  ) {}

  /** The last question was not answered in time. */
  get isAway(): boolean {
    return this.away;
  }

  /** How many wait for a connection of a covered pool. */
  get waiting(): number {
    let sum = 0;
    for (const pool of this.pools) sum += pool.waitingCount;
    return sum;
  }

  /** This pool's connections are cut when the database is away. */
  cover(pool: pg.Pool): void {
    this.pools.add(pool);
    // Not when it connects: the first connection of a pool may be there already.
    pool.on('acquire', (client) => {
      if (this.clients.has(client)) return;
      this.clients.add(client);
      // Whoever uses it is told by its query; without a listener the process would end.
      client.on('error', () => undefined);
    });
    pool.on('remove', (client) => this.clients.delete(client));
  }

  /** Tells when it goes and when it is back. */
  onChange(listener: (isAway: boolean) => void): void {
    this.listeners.add(listener);
  }

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.wake();
    this.drop();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.running) {
      // A connection may be lost alone, or the machine be busy: all connections are cut only when two questions in a row get no answer.
      const answers = (await this.ask()) || (!this.away && this.running && (await this.ask()));
      if (!this.running) break;
      this.tell(!answers);
      await this.pause(this.away ? this.pace.whileAway : this.pace.every);
    }
    this.drop();
  }

  private tell(isAway: boolean): void {
    if (isAway) this.cut();
    if (isAway === this.away) return;
    this.away = isAway;
    logger.warn({}, isAway ? 'the database is away' : 'the database is back');
    for (const listener of this.listeners) listener(isAway);
  }

  private cut(): void {
    for (const client of this.clients) destroy(client);
    this.clients.clear();
  }

  /** Whether one question is answered in time. */
  private async ask(): Promise<boolean> {
    const { client, opened } = (this.asking ??= this.connection());
    let timer: NodeJS.Timeout | undefined;
    // Counted in turns of the event loop: a process that was busy does not take its own silence for the database's. An answer that
    // came meanwhile lies in the socket: it is read before the verdict.
    let turns = 0;
    const late = new Promise<boolean>((resolve) => {
      timer = setInterval(() => (turns += 1) === TURNS && setImmediate(() => resolve(false)), this.pace.patience / TURNS);
    });
    const answered = opened
      .then(() => client.query('select 1'))
      .then(
        () => true,
        () => false,
      );
    const result = await Promise.race([answered, late]);
    clearInterval(timer);
    if (!result) this.drop();
    return result;
  }

  private connection(): { client: pg.Client; opened: Promise<unknown> } {
    const client = new pg.Client({ connectionString: this.url, application_name: 'veche watch' });
    const lost = () => {
      if (this.asking?.client !== client) return;
      this.asking = undefined;
      // Asked again at once, rather than at the next turn.
      this.wake();
    };
    client.on('error', lost);
    client.on('end', lost);
    return { client, opened: client.connect() };
  }

  private drop(): void {
    const lost = this.asking;
    this.asking = undefined;
    if (lost !== undefined) destroy(lost.client);
  }

  private async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function destroy(client: pg.ClientBase): void {
  (client as unknown as WithSocket).connection.stream.destroy();
}
