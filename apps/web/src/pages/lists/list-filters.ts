import { computed } from 'vue';
import { useI18n } from '../../i18n/translator.ts';
import { useRoute } from 'vue-router';
import { useFrame, useViewer } from '../../frame/frame.ts';
import type { TopicFilter, TopicKind, TopicOrder, TopicStatus } from '../../gql/generated/graphql.ts';
import { KINDS, STATUSES } from '../../topic/words.ts';

/** What a list is about before anything is filtered. */
export interface ListScope {
  kind?: TopicKind;
  product?: string;
  tag?: string;
  group?: string;
}

export interface FilterLink {
  href: string;
  label: string;
  current: boolean;
}

const FILTERS: readonly TopicFilter[] = ['ALL', 'UNANSWERED', 'SOLVED', 'OFFICIAL', 'MINE', 'FOLLOWED'];
/** What only makes sense where something can be answered. */
const ANSWERABLE: readonly TopicFilter[] = ['UNANSWERED', 'SOLVED'];
const OWN: readonly TopicFilter[] = ['MINE', 'FOLLOWED'];
const ORDERS: readonly TopicOrder[] = ['MOVED', 'NEW', 'VOTES', 'NEEDED'];

/** One of `values` by its lower-case name in the address; anything else is undefined. */
function named<T extends string>(value: unknown, values: readonly T[]): T | undefined {
  return typeof value === 'string' ? values.find((v) => v === value.toUpperCase()) : undefined;
}

/** What the address asks for. */
function useChosen(scope: () => ListScope) {
  const route = useRoute();
  const asked = (name: string) => (typeof route.query[name] === 'string' ? route.query[name] : undefined);
  return computed(() => {
    const kind = scope().kind ?? named(asked('kind'), KINDS);
    return {
      kind,
      product: scope().product ?? asked('product'),
      tag: scope().tag,
      group: scope().group,
      status: named<TopicStatus>(asked('status'), (kind && STATUSES[kind]) ?? []),
      filter: named(asked('filter'), FILTERS) ?? ('ALL' as const),
      order: named(asked('order'), ORDERS) ?? ('MOVED' as const),
      after: asked('after'),
    };
  });
}

/** This list with one thing chosen differently, from its first part on. */
function useListHref() {
  const route = useRoute();
  return (change: Record<string, string | undefined>): string => {
    const query = new URLSearchParams();
    const asked: Record<string, unknown> = { ...route.query, after: undefined, ...change };
    for (const [name, value] of Object.entries(asked)) if (typeof value === 'string' && value) query.set(name, value.toLowerCase());
    return query.size ? `${route.path}?${query}` : route.path;
  };
}

/** Filters live in the address: each choice is a link, can be shared, and works without scripts. */
export function useListFilters(scope: () => ListScope) {
  const { t } = useI18n();
  const { person } = useViewer();
  const frame = useFrame();
  const chosen = useChosen(scope);
  const href = useListHref();

  /** One filter's choices; a choice without a value takes the filter away. */
  function links<T extends string>(
    name: 'kind' | 'product' | 'status' | 'filter' | 'order',
    any: string,
    choices: readonly [T, string][],
  ): FilterLink[] {
    const current = chosen.value[name];
    const none = name === 'filter' ? 'ALL' : name === 'order' ? 'MOVED' : undefined;
    return [[none, any] as const, ...choices].map(([value, label]) => ({
      href: href({ [name]: value === none ? undefined : value }),
      label,
      current: value === current,
    }));
  }
  const mayFilterBy = (filter: TopicFilter) => {
    const { kind } = chosen.value;
    const isAnswerable = !kind || kind === 'QUESTION' || kind === 'PROBLEM';
    return (person.value || !OWN.includes(filter)) && (isAnswerable || !ANSWERABLE.includes(filter));
  };
  const statuses = computed(() => (chosen.value.kind && STATUSES[chosen.value.kind]) ?? []);
  const products = computed(() => frame.value?.site.products.filter((p) => !p.archived) ?? []);
  const word =
    (group: string) =>
    (value: string): [string, string] => [value, t(`${group}.${value}`)];

  return {
    chosen,
    href,
    isFiltered: computed(() => {
      const { filter, status, product, kind } = chosen.value;
      return filter !== 'ALL' || Boolean(status) || product !== scope().product || kind !== scope().kind;
    }),
    filters: computed(() => links('filter', t('lists.filter.ALL'), FILTERS.slice(1).filter(mayFilterBy).map(word('lists.filter')))),
    orders: computed(() => links('order', t('lists.order.MOVED'), ORDERS.slice(1).map(word('lists.order')))),
    kinds: computed(() => (scope().kind ? [] : links('kind', t('lists.allKinds'), KINDS.map(word('lists.kind'))))),
    statuses: computed(() =>
      statuses.value.length ? links('status', t('lists.anyStatus'), statuses.value.map(word('words.status'))) : [],
    ),
    products: computed(() =>
      scope().product || !products.value.length
        ? []
        : links(
            'product',
            t('lists.anyProduct'),
            products.value.map((p) => [p.slug, p.name]),
          ),
    ),
  };
}
