import { computed, ref, shallowRef, watch } from 'vue';

export interface Connection<N> {
  nodes: N[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * A keyset list: the page's own first part, and the parts asked for since. A new `key` (filters, order) starts anew; the
 * first part may be refreshed at any time. What moved between two parts is shown once.
 */
export function usePaging<N extends { id: string }>(
  key: () => string,
  first: () => Connection<N> | undefined,
  load: (after: string) => Promise<Connection<N> | undefined>,
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
    for (const part of [first(), ...further.value]) for (const node of part?.nodes ?? []) if (!byId.has(node.id)) byId.set(node.id, node);
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
    if (part && key() === asked) further.value = [...further.value, part];
  }
  return { nodes, next, busy, failed, more };
}
