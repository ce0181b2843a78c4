import { computed, onServerPrefetch, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { AnyVariables, CombinedError, DocumentInput } from '@urql/core';
import { useAsked } from './answers.ts';
import { usePageState } from './page.ts';

/** Why a page has nothing to show. `REFUSED` covers missing and forbidden alike: the difference is nobody's business. */
export type Failure = 'UNAUTHENTICATED' | 'REFUSED' | 'LIMITED' | 'FAILED';

function failureOf(error: CombinedError | undefined): Failure | undefined {
  if (!error) return undefined;
  const codes = error.graphQLErrors.map((e) => e.extensions['code']);
  if (codes.includes('UNAUTHENTICATED')) return 'UNAUTHENTICATED';
  // INVALID: a damaged address, such as a cut-off cursor. There is no such page.
  if (['NOT_FOUND', 'FORBIDDEN', 'INVALID'].some((code) => codes.includes(code))) return 'REFUSED';
  return codes.includes('LIMITED') ? 'LIMITED' : 'FAILED';
}

export const signInPath = (back: string) => `/sign-in?return=${encodeURIComponent(back)}`;

/**
 * The one document of a page. Renders on the server, hydrates without asking again, and follows its variables. Who has
 * to sign in first is sent there; `failure` tells the page what else to show.
 */
export function usePageQuery<D, V extends AnyVariables>(document: DocumentInput<D, V>, variables: () => V) {
  const page = usePageState();
  const router = useRouter();
  const query = useAsked<D, V>(document, variables);
  const failure = computed(() => failureOf(query.error.value));

  onServerPrefetch(async () => {
    await query.settled;
    if (failure.value === 'UNAUTHENTICATED') page.redirect = signInPath(router.currentRoute.value.fullPath);
  });
  watch(failure, (now) => {
    if (now === 'UNAUTHENTICATED') void router.replace(signInPath(router.currentRoute.value.fullPath));
  });

  return {
    data: query.data,
    /** True from the first request on and while changed variables are asked for. */
    loading: query.fetching,
    failure,
    /** Asks again, past the cache. */
    refresh: query.refresh,
  };
}
