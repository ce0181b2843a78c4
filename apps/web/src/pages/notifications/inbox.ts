import { useClientHandle } from '@urql/vue';
import { computed, ref } from 'vue';
import { useDays } from '@veche/ui';
import { FrameDocument, type InboxItemFragment } from '../../gql/generated/graphql.ts';
import { replyAnchor } from '../../forms/reply.forms.ts';

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

/** Days in their order, each with its notifications. */
export function useByDay(items: () => readonly InboxItemFragment[]) {
  const days = useDays();
  return computed(() => {
    const byDay = new Map<string, { key: string; name: string; items: InboxItemFragment[] }>();
    for (const item of items()) {
      const key = days.key(item.at);
      const day = byDay.get(key) ?? { key, name: days.name(item.at), items: [] };
      day.items.push(item);
      byDay.set(key, day);
    }
    return [...byDay.values()];
  });
}

/** What was read on this page since it was loaded: shown at once, also in parts that are not asked for again. */
export function useReadHere() {
  const { client } = useClientHandle();
  const ids = ref(new Set<string>());
  const all = ref(false);
  return {
    isUnread: (item: InboxItemFragment) => !item.readAt && !all.value && !ids.value.has(item.id),
    markOne(id: string) {
      ids.value.add(id);
      void recount();
    },
    markAll() {
      all.value = true;
      void recount();
    },
  };

  /** The bell belongs to the frame, whose query follows its own result. */
  function recount() {
    return client.query(FrameDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  }
}
