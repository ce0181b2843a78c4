import type { Channel } from '@veche/visibility';
import type { InteractionKind, PayloadOf } from './kinds.js';

/** What a command says of one thing that happened. */
export interface NewInteraction<K extends InteractionKind = InteractionKind> {
  kind: K;
  payload: PayloadOf<K>;
  /** The customer whose record it belongs to; null for a visitor, or when the author is not known as a person. */
  personId: string | null;
  /** Who did it. */
  actorPersonId: string | null;
  topicId?: string;
  replyId?: string;
  /** History; it never decides a read. */
  audienceId?: number;
  /** Default: now. */
  occurredAt?: Date;
  channel: Channel;
  visitorHash?: Buffer | null;
  isImported?: boolean;
}

/** One row of the log, as its readers get it. */
export interface Interaction {
  id: string;
  /** The order of all interactions, without gaps, never changing. */
  position: number;
  occurredAt: Date;
  recordedAt: Date;
  personId: string | null;
  actorPersonId: string | null;
  channel: Channel;
  kind: InteractionKind;
  topicId: string | null;
  replyId: string | null;
  audienceId: number | null;
  isImported: boolean;
  payload: Record<string, unknown>;
}
