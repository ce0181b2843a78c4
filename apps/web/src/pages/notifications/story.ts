import { replyAnchor } from '../../forms/reply.forms.ts';
import type { InboxItemFragment } from '../../gql/generated/graphql.ts';

/** Where a notification leads: to the reply, else to its topic or group; invitations into groups without a name stand on the page of groups. */
export function targetOf({ topic, reply, group }: InboxItemFragment): string {
  return reply ? `${reply.topicPath}#${replyAnchor(reply.id)}` : (topic?.path ?? group?.path ?? '/groups');
}

/** What happened, as a key of the messages, from the reader's side: their topic, their reply, or where they take part. */
export function storyOf({ kind, topic, reply }: InboxItemFragment, reader: string | undefined): string {
  if (!topic) return `GROUP.${kind}`;
  const isMine = topic.author?.id === reader;
  if (kind === 'STATUS') return isMine ? 'STATUS.mine' : 'STATUS.other';
  if (kind === 'REPLY') return `${reply?.kind ?? 'ANSWER'}.${isMine ? topic.kind : 'other'}`;
  if (reply?.author?.id === reader) return `${kind}.yours`;
  return `${kind}.${isMine ? topic.kind : 'other'}`;
}
