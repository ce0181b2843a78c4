import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, Reader, type Tx, rows, sql } from '@veche/platform';
import { InteractionLog } from '../log/interaction-log.js';
import type { Consumer } from './consumer.js';

/** While another process reads, its progress is looked at this often, in milliseconds. */
const WAIT = 50;

/** All readers of the log, each with its cursor. */
@Injectable()
export class Consumers {
  private readonly known = new Map<string, Consumer>();

  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
  ) {}

  /** Called by each consumer's lib when the application starts. */
  register(consumer: Consumer): void {
    if (this.known.has(consumer.name)) throw new Error(`two consumers are called ${consumer.name}`);
    this.known.set(consumer.name, consumer);
  }

  names(): string[] {
    return [...this.known.keys()];
  }

  get(name: string): Consumer | undefined {
    return this.known.get(name);
  }

  /**
   * Applies the next batch of one consumer; its work and its cursor commit together, so a kill in the middle repeats nothing.
   * @returns how many interactions it read; 0 when there are none or another process is at it
   */
  advance(consumer: Consumer, limit = 500): Promise<number> {
    return this.database.transaction(async (tx) => {
      const after = await this.lockCursor(tx, consumer.name);
      if (after === undefined) return 0;
      const batch = await this.log.read(new Reader(tx), after, limit);
      const last = batch.at(-1);
      if (last === undefined) return 0;
      await consumer.apply(tx, batch);
      await rows(tx, sql`update consumer_cursor set position = ${last.position}, moved_at = now() where name = ${consumer.name}`);
      return batch.length;
    });
  }

  /**
   * Reads until the consumer stands at `position`, whoever gets it there: beside a running portal its own runner reads along, and
   * nothing to read for us does not mean that everything was read.
   * @param progress how far it is, after each batch
   */
  async reach(consumer: Consumer, position: number, progress?: (at: number) => void): Promise<void> {
    for (let at = await this.position(consumer.name); at < position; at = await this.position(consumer.name)) {
      if ((await this.advance(consumer)) === 0) await pause(WAIT);
      progress?.(Math.min(position, await this.position(consumer.name)));
    }
  }

  /** Reads until nothing is left. */
  async drain(consumer: Consumer, limit = 500, progress?: (read: number) => void): Promise<void> {
    for (let read = await this.advance(consumer, limit); read > 0; read = await this.advance(consumer, limit)) progress?.(read);
  }

  /**
   * Starts a consumer over: a state projection is emptied first; an effect consumer reads again and adds only what is missing.
   * The work itself is done by whoever advances it next, so an interrupted rebuild continues by itself.
   * @param within the transaction of a command that this is a part of
   */
  startOver(consumer: Consumer, within?: Tx): Promise<void> {
    return within === undefined ? this.database.transaction((tx) => rewind(tx, consumer)) : rewind(within, consumer);
  }

  /** Where a consumer stands. */
  async position(name: string): Promise<number> {
    const row = await this.database.main.row<{ position: string }>(sql`select position from consumer_cursor where name = ${name}`);
    return Number(row?.position ?? 0);
  }

  private async lockCursor(tx: Tx, name: string): Promise<number | undefined> {
    const find = () =>
      rows<{ position: string }>(tx, sql`select position from consumer_cursor where name = ${name} for update skip locked`);
    let [cursor] = await find();
    if (cursor === undefined) {
      await rows(tx, sql`insert into consumer_cursor (name) values (${name}) on conflict do nothing`);
      [cursor] = await find();
    }
    return cursor === undefined ? undefined : Number(cursor.position);
  }
}

async function rewind(tx: Tx, consumer: Consumer): Promise<void> {
  await rows(tx, sql`insert into consumer_cursor (name) values (${consumer.name}) on conflict do nothing`);
  await rows(tx, sql`select from consumer_cursor where name = ${consumer.name} for update`);
  if (!consumer.effect) await consumer.clear(tx);
  await rows(tx, sql`update consumer_cursor set position = 0, moved_at = now() where name = ${consumer.name}`);
}
