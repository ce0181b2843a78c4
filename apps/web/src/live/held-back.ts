interface Identified {
  id: string;
}
interface Answered extends Identified {
  comments: Identified[];
}
/** The part of a topic that grows under the reader's eyes. */
export interface Conversation {
  comments: Identified[];
  replies: { nodes: Answered[] };
}

/** Ids of everything that was said in this part of the conversation. */
export function idsIn({ comments, replies }: Conversation): Set<string> {
  return new Set([...comments, ...replies.nodes, ...replies.nodes.flatMap((reply) => reply.comments)].map(({ id }) => id));
}

/**
 * The conversation as it was, with the words of now: what waits to be shown is left out, and what stands keeps its place, so that
 * nothing moves under the reader's eyes.
 * @param order ids of replies as they stood; those that are not in it follow
 */
export function heldBack<T extends Conversation>(topic: T, waiting: ReadonlySet<string>, order: readonly string[]): T {
  const shown = <I extends Identified>(things: readonly I[]) => things.filter(({ id }) => !waiting.has(id));
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = ({ id }: Identified) => place.get(id) ?? order.length;
  const nodes = shown(topic.replies.nodes).map((reply) => ({ ...reply, comments: shown(reply.comments) }));
  nodes.sort((a, b) => placeOf(a) - placeOf(b));
  return { ...topic, comments: shown(topic.comments), replies: { ...topic.replies, nodes } };
}
