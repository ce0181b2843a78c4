import { ref } from 'vue';
import { usePageState } from '../page/page.ts';

export type Theme = 'light' | 'dark' | 'system';
const YEAR = 31_536_000;

/** The theme of this device, remembered in a cookie that the server reads before it renders. */
export function useTheme() {
  const page = usePageState();
  const theme = ref<Theme>(page.theme);
  function choose(next: Theme) {
    theme.value = page.theme = next;
    document.documentElement.dataset['theme'] = next;
    document.cookie = `veche-theme=${next}; path=/; max-age=${YEAR}; samesite=lax`;
  }
  return { theme, choose };
}
