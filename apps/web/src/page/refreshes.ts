import type { InjectionKey, Ref } from 'vue';

/** What the further parts of a page have to know of a page that refreshes itself. */
export interface Refreshes {
  /** Moves whenever the page's own part was asked for again. */
  times: Ref<number>;
  /** Ids of what is new and waits until the reader wants to see it. */
  waiting: Ref<ReadonlySet<string>>;
  /** These wait no longer: the reader asked for the part in which they stand. */
  seen(ids: readonly string[]): void;
}

export const refreshesKey: InjectionKey<Refreshes> = Symbol('refreshes');
