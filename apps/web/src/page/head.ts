import { computed, inject, watchEffect, type InjectionKey } from 'vue';
import { useFrame } from '../frame/frame.ts';
import { usePageState } from './page.ts';

/** What the head of the document says about a page. */
export interface PageHead {
  title: string;
  description?: string;
  /** Canonical address; a page without one asks not to be indexed. */
  canonical?: string;
}

/** Server: what components said about the head; the last word counts. */
export interface ServerHead {
  page?: () => PageHead;
  accent?: () => string | undefined;
}
export const headKey: InjectionKey<ServerHead> = Symbol('head');

/** Title, description and canonical address of a page. Without a `path` the page asks not to be indexed. */
export function usePageHead(head: () => { title?: string; description?: string; path?: string }): void {
  const frame = useFrame();
  const page = usePageState();
  const whole = computed((): PageHead => {
    const { title, description, path } = head();
    const site = frame.value?.site.name ?? 'Veche';
    return {
      title: title ? `${title} · ${site}` : site,
      ...(description && { description }),
      ...(path !== undefined && { canonical: page.origin + path }),
    };
  });
  const server = inject(headKey, null);
  if (server) server.page = () => whole.value;
  else watchEffect(() => show(whole.value));
}

/** The sheet with the company's colour. */
export function useAccent(accent: () => string | undefined): void {
  const server = inject(headKey, null);
  if (server) server.accent = accent;
  else watchEffect(() => put('link[href^="/theme/"]', 'link', { rel: 'stylesheet' }, 'href', sheetOf(accent())));
}
const sheetOf = (accent: string | undefined) => accent && `/theme/${accent.replace('#', '')}.css`;

/** Server: the same as markup. */
export function headTags({ page, accent }: ServerHead): string {
  const { title, description, canonical } = page?.() ?? { title: 'Veche' };
  const sheet = sheetOf(accent?.());
  return [
    sheet === undefined ? '' : `<link rel="stylesheet" href="${escaped(sheet)}">`,
    `<title>${escaped(title)}</title>`,
    description === undefined ? '' : `<meta name="description" content="${escaped(description)}">`,
    canonical === undefined ? '<meta name="robots" content="noindex">' : `<link rel="canonical" href="${escaped(canonical)}">`,
  ].join('');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

/** Browser: the head follows the page that one goes to. */
function show({ title, description, canonical }: PageHead): void {
  document.title = title;
  put('meta[name="description"]', 'meta', { name: 'description' }, 'content', description);
  put('meta[name="robots"]', 'meta', { name: 'robots' }, 'content', canonical === undefined ? 'noindex' : undefined);
  put('link[rel="canonical"]', 'link', { rel: 'canonical' }, 'href', canonical);
}

function put(selector: string, tag: string, marks: Record<string, string>, attribute: string, value: string | undefined): void {
  const found = document.head.querySelector(selector);
  if (value === undefined) return found?.remove();
  const element = found ?? document.head.appendChild(Object.assign(document.createElement(tag), marks));
  element.setAttribute(attribute, value);
}
