import { ref } from 'vue';
import { useRoute } from 'vue-router';
import { list, text, type Fields } from '../../forms/form.ts';
import type { AskDraftQuery } from '../../gql/generated/graphql.ts';
import { useKept } from '../../page/kept.ts';
import { usePageState } from '../../page/page.ts';
import { KINDS } from '../../topic/words.ts';

/**
 * The fields of the ask page. What was sent back by the server wins, then the draft it kept over signing in, then what
 * this tab kept, then what the address suggests (`/ask?kind=idea&product=player&title=…`).
 */
export function useAsked(draft: NonNullable<AskDraftQuery['draft']> | undefined) {
  const page = usePageState();
  const route = useRoute();
  const suggested = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : '');
  const kindNamed = KINDS.find((k) => k === suggested('kind').toUpperCase());

  const sent: Fields | undefined = page.form && ['ask', 'preview'].includes(page.form.form) ? page.form.fields : undefined;
  const field = (name: 'title' | 'body' | 'tags') => ref(sent ? text(sent, name) : (draft?.[name] ?? suggested(name)));
  const products = sent ? list(sent, 'products') : [draft?.product ?? suggested('product')].filter(Boolean);

  const fields = {
    kind: ref<string>((sent && text(sent, 'kind')) || draft?.kind || kindNamed || 'QUESTION'),
    title: field('title'),
    body: field('body'),
    tags: field('tags'),
    group: ref<string>((sent && text(sent, 'group')) || draft?.group || suggested('group')),
    audience: ref<string>((sent && text(sent, 'audience')) || draft?.audience || 'EVERYONE'),
  };
  const { forget } = useKept(() => 'ask', fields, Boolean(sent || draft || suggested('title')));
  return { ...fields, products: ref(products), forget };
}
