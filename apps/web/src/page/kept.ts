import { onMounted, watch, type Ref } from 'vue';

/**
 * Keeps what is being typed in this tab, so that it survives a reload, signing in and a failure. Not restored when
 * `answered`: then the server has just sent back what was typed. `forget` once it was sent.
 */
export function useKept(key: () => string, fields: Record<string, Ref<string>>, answered: boolean) {
  const stored = () => `typed:${key()}`;
  let listening = false;
  onMounted(() => {
    const kept = answered ? {} : (JSON.parse(sessionStorage.getItem(stored()) ?? '{}') as Record<string, unknown>);
    for (const [name, field] of Object.entries(fields)) {
      const value = kept[name];
      if (typeof value === 'string' && value) field.value = value;
    }
    listening = true;
  });
  watch(
    Object.values(fields),
    () => {
      if (!listening) return;
      const typed = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
      sessionStorage.setItem(stored(), JSON.stringify(typed));
    },
    { flush: 'sync' },
  );
  return { forget: () => sessionStorage.removeItem(stored()) };
}
