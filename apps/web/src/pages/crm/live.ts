import { onBeforeUnmount, onMounted } from 'vue';

/** Often enough to watch a delivery go through, seldom enough not to be noticed by the server. */
const EVERY = 5_000;

/** Asks again while somebody looks: numbers of a desk move by themselves. */
export function useLive(refresh: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => {
    timer = setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY);
  });
  onBeforeUnmount(() => clearInterval(timer));
}
