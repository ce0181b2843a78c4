import { useClientHandle } from '@urql/vue';
import { computed, ref } from 'vue';
import { useDays } from '@veche/ui';
import { FrameDocument, type InboxItemFragment } from '../../gql/generated/graphql.ts';

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
