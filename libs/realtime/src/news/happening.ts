import type { Interaction, InteractionKind } from '@veche/interactions';
import type { Frame } from '../socket/live-socket.js';

/** One interaction, as far as it is worth a signal. */
export interface Happening {
  position: number;
  /** When it was recorded, in milliseconds since 1970. */
  at: number;
  what: Frame['kind'];
  topicId: string;
  replyId: string | null;
  actorId: string | null;
}

const WHAT: Partial<Record<InteractionKind, Frame['kind']>> = {
  'topic.asked': 'asked',
  'topic.edited': 'changed',
  'topic.retyped': 'changed',
  'topic.moved': 'changed',
  'topic.closed': 'changed',
  'topic.reopened': 'changed',
  'topic.deleted': 'changed',
  'topic.restored': 'changed',
  'status.changed': 'changed',
  'reply.posted': 'reply',
  'reply.edited': 'changed',
  'reply.deleted': 'changed',
  'reply.restored': 'changed',
  'vote.cast': 'votes',
  'vote.withdrawn': 'votes',
  'answer.marked_solution': 'changed',
  'answer.unmarked_solution': 'changed',
  'answer.marked_official': 'changed',
  'answer.unmarked_official': 'changed',
};

/** What everybody who sees a reply would miss if they were not told that it is gone is told of its topic. */
const OF_THE_TOPIC: ReadonlySet<InteractionKind> = new Set(['reply.deleted']);

/** Undefined for what changes no page that somebody looks at (searches, visits, follows), and for history that was imported. */
export function happeningIn(one: Interaction): Happening | undefined {
  const what = WHAT[one.kind];
  if (what === undefined || one.topicId === null || one.isImported) return undefined;
  return {
    position: one.position,
    at: one.recordedAt.getTime(),
    what,
    topicId: one.topicId,
    replyId: OF_THE_TOPIC.has(one.kind) ? null : one.replyId,
    actorId: one.actorPersonId,
  };
}
