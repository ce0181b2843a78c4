import { computed, inject, type ComputedRef, type InjectionKey } from 'vue';
import type { FrameQuery } from '../gql/generated/graphql.ts';

/** Site and viewer, as the frame around every page loaded them. */
export const frameKey: InjectionKey<ComputedRef<FrameQuery | undefined>> = Symbol('frame');

export function useFrame() {
  return inject(
    frameKey,
    computed(() => undefined),
  );
}

/** The signed-in viewer's person and powers; `person` is undefined for a visitor. */
export function useViewer() {
  const frame = useFrame();
  return {
    person: computed(() => frame.value?.viewer.person ?? undefined),
    roles: computed(() => frame.value?.viewer.roles ?? []),
    can: computed(() => frame.value?.viewer.can),
  };
}
