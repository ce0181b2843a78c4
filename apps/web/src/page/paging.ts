import type { RequestPolicy } from '@urql/vue';
import { computed, hasInjectionContext, inject, ref, shallowRef, watch } from 'vue';
import { refreshesKey } from './refreshes.ts';

export interface Connection<N> {
  nodes: N[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * A keyset list: the page's own first part, and the parts asked for since. A new `key` (filters, order) starts anew; the
 * first part may be refreshed at any time, and where a page refreshes itself the further parts follow. What moved between two parts is
 * shown once.
 */
export function usePaging<N extends { id: string }>(
  key: () => string,
  first: () => Connection<N> | undefined,
  load: (after: string, requestPolicy?: RequestPolicy) => Promise<Connection<N> | undefined>,
) {
  const further = shallowRef<Connection<N>[]>([]);
  const busy = ref(false);
  const failed = ref(false);
  watch(key, () => {
    further.value = [];
    failed.value = false;
  });

  const nodes = computed(() => {
    const byId = new Map<string, N>();
    const waiting = refreshes?.waiting.value;
    for (const node of first()?.nodes ?? []) byId.set(node.id, node);
    for (const node of further.value.flatMap((part) => part.nodes))
      if (!byId.has(node.id) && !waiting?.has(node.id)) byId.set(node.id, node);
    return [...byId.values()];
  });
  const next = computed(() => {
    const last = (further.value.at(-1) ?? first())?.pageInfo;
    return last?.hasNextPage ? (last.endCursor ?? undefined) : undefined;
  });

  async function more() {
    if (!next.value || busy.value) return;
    const asked = key();
    busy.value = true;
    const part = await load(next.value);
    busy.value = false;
    failed.value = !part;
    if (!part || key() !== asked) return;
    further.value = [...further.value, part];
    refreshes?.seen(part.nodes.map(({ id }) => id));
  }

  /** The further parts as they are now, each from where the one before it ends now. */
  async function again() {
    const [asked, before] = [key(), further.value];
    const parts: Connection<N>[] = [];
    for (let from = first()?.pageInfo; parts.length < before.length && from?.hasNextPage && from.endCursor; from = parts.at(-1)!.pageInfo) {
      const part = await load(from.endCursor, 'network-only');
      // What stands is better than half of it; the next refresh tries again.
      if (!part) return;
      parts.push(part);
    }
    if (key() === asked && further.value === before) further.value = parts;
  }
  const refreshes = hasInjectionContext() ? inject(refreshesKey, undefined) : undefined;
  watch(
    () => refreshes?.times.value,
    () => further.value.length && void again(),
  );
  return { nodes, next, busy, failed, more };
}
