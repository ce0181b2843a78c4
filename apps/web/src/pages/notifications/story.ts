import { replyAnchor } from '../../forms/reply.forms.ts';
import type { InboxItemFragment } from '../../gql/generated/graphql.ts';

/** Where a notification leads: to the reply, else to its topic. */
export function targetOf({ topic, reply }: InboxItemFragment): string {
  return reply ? `${reply.topicPath}#${replyAnchor(reply.id)}` : topic.path;
}

/** What happened, as a key of the messages, from the reader's side: their topic, their reply, or where they take part. */
export function storyOf({ kind, topic, reply }: InboxItemFragment, reader: string | undefined): string {
  const isMine = topic.author?.id === reader;
  if (kind === 'STATUS') return isMine ? 'STATUS.mine' : 'STATUS.other';
  if (kind === 'REPLY') return `${reply?.kind ?? 'ANSWER'}.${isMine ? topic.kind : 'other'}`;
  if (reply?.author?.id === reader) return `${kind}.yours`;
  return `${kind}.${isMine ? topic.kind : 'other'}`;
}
