import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { useFrame, useViewer } from '../../frame/frame.ts';
import type { TopicFilter, TopicKind, TopicOrder, TopicStatus } from '../../gql/generated/graphql.ts';
import { KINDS, STATUSES } from '../../topic/words.ts';

/** What a list is about before anything is filtered. */
export interface ListScope {
  kind?: TopicKind;
  product?: string;
  tag?: string;
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

/** Filters live in the address: each is a link, can be shared, and works without scripts. */
export function useListFilters(scope: () => ListScope) {
  const { t } = useI18n();
  const route = useRoute();
  const { person } = useViewer();
  const frame = useFrame();

  const kind = computed(() => scope().kind ?? named(route.query['kind'], KINDS));
  const statuses = computed(() => (kind.value && STATUSES[kind.value]) ?? []);
  const product = computed(() => scope().product ?? (typeof route.query['product'] === 'string' ? route.query['product'] : undefined));
  const chosen = computed(() => ({
    kind: kind.value,
    product: product.value,
    tag: scope().tag,
    status: named<TopicStatus>(route.query['status'], statuses.value),
    filter: named(route.query['filter'], FILTERS) ?? 'ALL',
    order: named(route.query['order'], ORDERS) ?? 'MOVED',
    after: typeof route.query['after'] === 'string' ? route.query['after'] : undefined,
  }));

  /** This list with one thing chosen differently, from its first part on. */
  function href(change: Record<string, string | undefined>): string {
    const query = new URLSearchParams();
    const chosenNow: Record<string, unknown> = { ...route.query, after: undefined, ...change };
    for (const [name, value] of Object.entries(chosenNow)) {
      if (typeof value === 'string' && value) query.set(name, value.toLowerCase());
    }
    return query.size ? `${route.path}?${query}` : route.path;
  }
  const link = (name: string, value: string | undefined, label: string, current: boolean): FilterLink => ({
    href: href({ [name]: value }),
    label,
    current,
  });

  const isAnswerable = computed(() => !kind.value || kind.value === 'QUESTION' || kind.value === 'PROBLEM');
  return {
    chosen,
    href,
    isFiltered: computed(
      () =>
        chosen.value.filter !== 'ALL' ||
        Boolean(chosen.value.status) ||
        (!scope().product && Boolean(product.value)) ||
        (!scope().kind && Boolean(kind.value)),
    ),
    filters: computed(() =>
      FILTERS.filter((f) => (person.value || !OWN.includes(f)) && (isAnswerable.value || !ANSWERABLE.includes(f))).map((f) =>
        link('filter', f === 'ALL' ? undefined : f, t(`lists.filter.${f}`), chosen.value.filter === f),
      ),
    ),
    kinds: computed(() =>
      scope().kind
        ? []
        : [
            link('kind', undefined, t('lists.allKinds'), !kind.value),
            ...KINDS.map((k) => link('kind', k, t(`lists.kind.${k}`), kind.value === k)),
          ],
    ),
    orders: computed(() =>
      ORDERS.map((o) => link('order', o === 'MOVED' ? undefined : o, t(`lists.order.${o}`), chosen.value.order === o)),
    ),
    statuses: computed(() =>
      statuses.value.length
        ? [
            link('status', undefined, t('lists.anyStatus'), !chosen.value.status),
            ...statuses.value.map((s) => link('status', s, t(`words.status.${s}`), chosen.value.status === s)),
          ]
        : [],
    ),
    products: computed(() =>
      scope().product || !frame.value?.site.products.length
        ? []
        : [
            link('product', undefined, t('lists.anyProduct'), !product.value),
            ...frame.value.site.products.filter((p) => !p.archived).map((p) => link('product', p.slug, p.name, product.value === p.slug)),
          ],
    ),
  };
}
