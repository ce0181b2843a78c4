import { computed } from 'vue';
import { useRoute } from 'vue-router';
import type { DeliveryState } from '../../gql/generated/graphql.ts';
import { deliveriesPath, STATES } from './states.ts';

/** Filters of the deliveries: they live in the address, so that each view can be shared and comes back after a reload. */
export function useDeliveryFilters() {
  const route = useRoute();
  const said = (name: string) => (typeof route.query[name] === 'string' && route.query[name] !== '' ? route.query[name] : undefined);
  const connection = computed(() => String(route.params['connection']));
  const chosen = computed(() => ({
    connection: connection.value,
    state: STATES.find((s) => s === said('state')?.toUpperCase()) as DeliveryState | undefined,
    kind: said('kind'),
    person: said('person')?.replace(/^@/, ''),
    after: said('after'),
  }));

  function query(change: Record<string, string | undefined>): string {
    const { state, kind, person, after } = chosen.value;
    const parts = Object.entries({ state: state?.toLowerCase(), kind, person, after, ...change });
    const search = new URLSearchParams(parts.filter((part): part is [string, string] => Boolean(part[1])));
    return search.size ? `?${search}` : '';
  }
  return {
    chosen,
    open: computed(() =>
      typeof route.params['interaction'] === 'string' && route.params['interaction'] ? route.params['interaction'] : undefined,
    ),
    isFiltered: computed(() => Boolean(chosen.value.state || chosen.value.kind || chosen.value.person)),
    /** The list with something chosen differently, from its first part on. */
    listHref: (change: Record<string, string | undefined> = {}) =>
      deliveriesPath(connection.value) + query({ after: undefined, ...change }),
    /** The list as it is, with a later part. */
    partHref: (after: string) => deliveriesPath(connection.value) + query({ after }),
    /** One delivery beside the list as it is. */
    deliveryHref: (interaction: string) => `${deliveriesPath(connection.value)}/${interaction}${query({})}`,
    /** The list as it is, with nothing open. */
    closeHref: computed(() => deliveriesPath(connection.value) + query({})),
  };
}
