import type { Tx } from '@veche/platform';
import type { Interaction } from '../log/interaction.js';

interface Reads {
  /** Names the durable cursor; never changed. */
  readonly name: string;
  /** Applies the next interactions, in order, in the transaction that also moves the cursor. */
  apply(tx: Tx, batch: readonly Interaction[]): Promise<void>;
}

/**
 * Tables derived from the log alone (demand, search text): may be emptied and read anew with the same result, byte for byte.
 */
export interface StateProjection extends Reads {
  readonly effect: false;
  /** Empties the derived tables. */
  clear(tx: Tx): Promise<void>;
}

/**
 * Brings about something outside (CRM deliveries, notifications, mail): never emptied; reading the log again adds what is missing
 * and repeats nothing.
 */
export interface EffectConsumer extends Reads {
  readonly effect: true;
}

export type Consumer = StateProjection | EffectConsumer;
