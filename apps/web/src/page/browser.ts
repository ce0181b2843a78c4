import { nextTick } from 'vue';
import type { Router } from 'vue-router';

/** "/" brings the focus to the search box, as long as nothing is being typed. */
export function focusSearchBySlash(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')) return;
    const box = document.querySelector<HTMLInputElement>('form[role="search"] input[name="q"]');
    if (!box) return;
    event.preventDefault();
    box.focus();
  });
}

/** After a navigation the focus goes to the new content, as it would on a fresh load; not when only filters changed. */
export function focusContentOnNavigation(router: Router): void {
  router.afterEach(async (to, from) => {
    if (to.path === from.path || to.hash) return;
    await nextTick();
    document.getElementById('main')?.focus({ preventScroll: true });
  });
}
