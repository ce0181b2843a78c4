import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, Database, Jobs, SECOND, logger, rows, sql } from '@veche/platform';
import { LANE_JOB, type LaneKey, laneJobKey } from './lane.js';
import { LaneSender } from './lane.sender.js';

/** Lanes of one connection that send at the same time in one process. */
const AT_ONCE = 8;
/** A lane that was taken up is looked at again after this time, in case this process dies: a little more than a lease. */
const WATCH = 32 * SECOND;

interface Queue {
  /** Lanes that send; true when they were woken meanwhile. */
  sending: Map<string, boolean>;
  /** Lanes that wait for their turn, in the order in which they were woken. */
  waiting: Set<string>;
}

/**
 * Turns wake-ups into sending. A job only says "look": it ends at once, so a slow CRM keeps no other job waiting, and each connection
 * has its own limit, so it keeps no other connection waiting either.
 */
@Injectable()
export class Lanes implements OnModuleDestroy {
  private readonly queues = new Map<string, Queue>();
  private readonly underWay = new Set<Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly sender: LaneSender,
    private readonly clock: Clock,
  ) {}

  /** The job's work: takes the lane up, if it has anything to send, and has itself called again in case this process dies. */
  async wake(lane: LaneKey): Promise<void> {
    const hasWork = await this.database.transaction(async (tx) => {
      const [found] = await rows(
        tx,
        sql`select 1 from undecided_delivery u join crm_connection c on c.id = u.connection_id and c.state = 'running'
            where u.connection_id = ${lane.connection} and u.person_id = ${lane.person} limit 1`,
      );
      if (found !== undefined)
        await this.jobs.add(tx, LANE_JOB, lane, { key: laneJobKey(lane), runAt: new Date(this.clock.now().getTime() + WATCH) });
      return found !== undefined;
    });
    if (hasWork) this.enqueue(lane);
  }

  /** Resolves when nothing is being sent and nothing waits for its turn here. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.sender.stop();
    await this.settled();
  }

  private enqueue({ connection, person }: LaneKey): void {
    const queue = this.queues.get(connection) ?? { sending: new Map<string, boolean>(), waiting: new Set<string>() };
    this.queues.set(connection, queue);
    if (queue.sending.has(person)) queue.sending.set(person, true);
    else queue.waiting.add(person);
    this.advance(connection, queue);
  }

  private advance(connection: string, queue: Queue): void {
    while (!this.isStopping && queue.sending.size < AT_ONCE) {
      const [person] = queue.waiting;
      if (person === undefined) return;
      queue.waiting.delete(person);
      queue.sending.set(person, false);
      const turn = this.send({ connection, person })
        .catch((error: unknown) => logger.error({ connection, error: String(error) }, 'a lane stopped; it is looked at again soon'))
        .finally(() => {
          this.underWay.delete(turn);
          if (queue.sending.get(person) === true) queue.waiting.add(person);
          queue.sending.delete(person);
          this.advance(connection, queue);
        });
      this.underWay.add(turn);
    }
  }

  private async send(lane: LaneKey): Promise<void> {
    let rest = await this.sender.turn(lane);
    // Something may have come between the last look and the release, and its wake-up found the lane taken.
    while (rest === null && !this.isStopping && (await this.sender.hasDue(lane))) rest = await this.sender.turn(lane);
    const runAt = rest;
    if (runAt !== null) await this.database.transaction((tx) => this.jobs.add(tx, LANE_JOB, lane, { key: laneJobKey(lane), runAt }));
  }
}
