import { useHead } from '@unhead/vue';
import { computed } from 'vue';
import { useFrame } from '../frame/frame.ts';
import { usePageState } from './page.ts';

/** Title, description and canonical address of a page. Without a `path` the page asks not to be indexed. */
export function usePageHead(head: () => { title?: string; description?: string; path?: string }): void {
  const frame = useFrame();
  const page = usePageState();
  useHead(
    computed(() => {
      const { title, description, path } = head();
      const site = frame.value?.site.name ?? 'Veche';
      return {
        title: title ? `${title} · ${site}` : site,
        meta: [
          ...(description ? [{ name: 'description', content: description }] : []),
          ...(path === undefined ? [{ name: 'robots', content: 'noindex' }] : []),
        ],
        link: path === undefined ? [] : [{ rel: 'canonical', href: page.origin + path }],
      };
    }),
  );
}
