import type { Message } from '@veche/platform';
import type { InteractionFacts } from './interaction-facts.js';

/** Where a connection leads: what a connector needs to call it. */
export interface Target {
  connectionId: string;
  url: string;
  /** The newest first; more than one while a change of the secret is under way. */
  secrets: readonly string[];
}

/** One interaction as it goes out. */
export interface OutgoingMessage {
  /** The interaction's id: stable for ever, what the receiver recognises a repetition by. */
  id: string;
  /** Written before the first call and the same in every replay. */
  body: string;
}

/**
 * What a call came to.
 * `delivered`: taken. `waiting`: surely not taken, try again. `unknown`: may have been taken (a server error, an answer that never
 * came). `rejected`: this one is refused for good. `parked`: the connection itself does not work; nothing more is sent.
 */
export type Verdict = 'delivered' | 'waiting' | 'unknown' | 'rejected' | 'parked';

/** A call's verdict with all that is kept of it for the review page. */
export interface Outcome {
  verdict: Verdict;
  durationMs: number;
  httpStatus: number | null;
  /** The beginning of what came back. */
  answer: string | null;
  /** What went wrong, in technical words; null when it was taken. */
  error: string | null;
  /** Seconds for which the CRM asks to be left alone. */
  retryAfter: number | null;
  /** Why it was rejected or parked: a code of reasons.ts. */
  reason: string | null;
}

/** What is known of a connector without calling it. */
export interface Capabilities {
  /**
   * How an unknown outcome is resolved. `idempotent`: by sending the same message again under the same id. A CRM without that property
   * will be asked first; that way comes with the first connector that needs it.
   */
  replay: 'idempotent';
}

/** One way of talking to a CRM. A new one is a folder under connectors/ with its own README. */
export interface Connector {
  readonly capabilities: Capabilities;
  /** What would be sent of this interaction. A function of the facts alone. */
  compose(facts: InteractionFacts): string;
  /** Never throws for what the other side does: that is an outcome. */
  send(target: Target, message: OutgoingMessage): Promise<Outcome>;
  /** Does it work? What stands in the way, in words for an administrator; nothing when it works. */
  check(target: Target): Promise<readonly Message[]>;
}
