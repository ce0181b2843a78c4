import { computed, ref, watch } from 'vue';
import { useLive, type Frame, type Subject } from './live.ts';

type List = Extract<Subject, { list: unknown }>['list'];

/**
 * Counts topics that were asked since the list was loaded.
 * @param list which topics the list shows; undefined where new ones do not come first
 * @param known ids that are shown
 * @param refresh loads the list anew
 */
export function useLiveList(list: () => List | undefined, known: () => readonly string[], refresh: () => Promise<unknown>) {
  const waiting = ref(new Set<string>());
  watch(
    () => JSON.stringify(list()),
    () => (waiting.value = new Set()),
  );
  const fresh = computed(() => {
    const shown = new Set(known());
    return [...waiting.value].filter((id) => !shown.has(id)).length;
  });
  function told(frames: readonly Frame[]) {
    waiting.value = new Set([...waiting.value, ...frames.filter(({ own }) => !own).map(({ topic }) => topic)]);
  }
  async function show() {
    await refresh();
    waiting.value = new Set();
    scrollTo({ top: 0 });
  }
  useLive(
    () => {
      const wanted = list();
      return wanted && { list: wanted };
    },
    { told, missed: () => void refresh() },
  );
  return { fresh, show };
}
