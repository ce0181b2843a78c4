import { Injectable } from '@nestjs/common';
import { Clock, Secrets, newId } from '@veche/platform';
import { UNREADABLE, targetOf } from '../connections/target.js';
import { Connectors } from '../connectors/connectors.js';
import type { LaneKey } from './lane.js';
import { type LaneHead, LaneRepository } from './lane.repository.js';
import { OutcomeRecorder } from './outcome.recorder.js';

/** When a lane has to be woken again; null when there is nothing to do until something happens. */
export type Rest = Date | null;

/** After so many deliveries a lane lets others have its turn. */
const IN_ONE_TURN = 200;

/**
 * Sends a lane's deliveries one after the other, lowest position first. What is later waits for what is earlier: that is the order
 * that was promised.
 */
@Injectable()
export class LaneSender {
  private isStopping = false;

  constructor(
    private readonly lanes: LaneRepository,
    private readonly recorder: OutcomeRecorder,
    private readonly connectors: Connectors,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** One turn: sends until nothing is due, somebody else holds the lane, or others have waited long enough. */
  async turn(lane: LaneKey): Promise<Rest> {
    const lease = newId();
    const heldUntil = await this.lanes.take(lane, lease);
    if (heldUntil !== null) return heldUntil;
    try {
      for (let sent = 0; sent < IN_ONE_TURN && !this.isStopping; sent += 1) {
        const head = await this.lanes.head(lane);
        const rest = this.restBefore(head);
        if (rest !== undefined) return rest;
        if (!(await this.deliver(head!, lane, lease))) return this.clock.now();
      }
      return this.clock.now();
    } finally {
      await this.lanes.release(lane, lease);
    }
  }

  /** Is there something that could be sent now? */
  async hasDue(lane: LaneKey): Promise<boolean> {
    return this.restBefore(await this.lanes.head(lane)) === undefined;
  }

  /** Finishes the calls under way and starts no other. */
  stop(): void {
    this.isStopping = true;
  }

  /** Undefined when the head may be sent now. */
  private restBefore(head: LaneHead | undefined): Rest | undefined {
    if (head === undefined || head.connectionState !== 'running') return null;
    const now = this.clock.now();
    const due = [head.holdUntil, head.nextAttemptAt].filter((at): at is Date => at !== null && at > now);
    return due.length === 0 ? undefined : due.reduce((a, b) => (a > b ? a : b));
  }

  /** @returns false when the lane turned out to be somebody else's by now */
  private async deliver(head: LaneHead, lane: LaneKey, lease: string): Promise<boolean> {
    if (head.state === 'sending') {
      // 1. Whoever held the lease was killed during the call. Read again: it is `unknown` now and replayed under the same id.
      await this.lanes.interrupted(head);
      return true;
    }
    const connector = this.connectors.of(head.connectionKind);
    const claim = await this.lanes.claim(head, lane, lease, head.body ?? connector.compose(head.facts));
    // 2. The lease ran out, or a person excluded the delivery or paused the connection: look anew later.
    if (claim === undefined) return false;
    const target = targetOf(head, this.secrets);
    const outcome = target === null ? UNREADABLE : await connector.send(target, { id: head.interactionId, body: claim.body });
    // 3. Killed here: the delivery stays `sending` and the next holder comes to 1.
    await this.recorder.record(claim, outcome);
    return true;
  }
}
