import { onBeforeUnmount, onMounted, type Ref } from 'vue';

interface Keys {
  /** Another row has the focus. */
  moved(link: HTMLAnchorElement): void;
  /** "r" on the row that has the focus, else on the one that is open. */
  retry(row: string): void;
  /** Esc. */
  leave(): void;
}

/** Is somebody typing, or pressing something of the browser's? */
function isTaken(event: KeyboardEvent): boolean {
  const at = event.target;
  return (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (at instanceof HTMLElement && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName)))
  );
}

/** j and k walk the rows (links marked with `data-row`), Enter opens as on every link, r tries again, Esc closes. */
export function useRowKeys(root: Readonly<Ref<HTMLElement | null>>, { moved, retry, leave }: Keys): void {
  const links = () => [...(root.value?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])];
  const isCurrent = (link: HTMLAnchorElement) => link.hasAttribute('aria-current');

  function step(by: 1 | -1) {
    const all = links();
    const focused = all.indexOf(document.activeElement as HTMLAnchorElement);
    const at = focused >= 0 ? focused : all.findIndex(isCurrent);
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
    if (next) moved(next);
  }

  function onKey(event: KeyboardEvent) {
    if (isTaken(event)) return;
    if (event.key === 'j' || event.key === 'k') step(event.key === 'j' ? 1 : -1);
    else if (event.key === 'Escape') leave();
    else if (event.key === 'r') {
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined;
      const row = focused ?? links().find(isCurrent)?.dataset['row'];
      if (row) retry(row);
    } else return;
    event.preventDefault();
  }
  onMounted(() => document.addEventListener('keydown', onKey));
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey));
}
