import { onBeforeUnmount, onMounted } from 'vue';

/** Often enough to watch a delivery go through, seldom enough not to be noticed by the server. */
const EVERY = 5_000;

/** Asks again while somebody looks and something may move: numbers of a desk move by themselves. */
export function useLive(refresh: () => void, mayMove: () => boolean = () => true): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => document.visibilityState === 'visible' && mayMove() && refresh(), EVERY);
  });
  onBeforeUnmount(() => clearInterval(timer));
}
