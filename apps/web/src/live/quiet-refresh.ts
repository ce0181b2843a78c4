import { onBeforeUnmount } from 'vue';

/** Between two refreshes of one page, in milliseconds. */
const REST = 2_000;

/**
 * Asks again for what moved: not at once with everybody else, not more often than every two seconds, and not while nobody looks.
 * @returns a function that asks for a refresh at a random moment within so many milliseconds
 */
export function useQuietRefresh(refresh: () => Promise<unknown>): (spread?: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWaiting = false;
  let restUntil = 0;

  async function run() {
    timer = undefined;
    if (document.hidden) return;
    isWaiting = false;
    restUntil = Date.now() + REST;
    await refresh();
  }
  function schedule(spread = 0) {
    isWaiting = true;
    timer ??= setTimeout(run, Math.max(restUntil - Date.now(), Math.random() * spread));
  }
  const onVisible = () => !document.hidden && isWaiting && schedule(1_000);
  if (!import.meta.env.SSR) document.addEventListener('visibilitychange', onVisible);
  onBeforeUnmount(() => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  });
  return schedule;
}
