import { computed, inject, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type { FrameQuery } from '../gql/generated/graphql.ts';

/** Site and viewer, as the frame around every page loaded them. */
export interface Framed {
  frame: Readonly<Ref<FrameQuery | undefined>>;
  viewer: {
    /** Undefined for a visitor. */
    person: ComputedRef<NonNullable<FrameQuery['viewer']['person']> | undefined>;
    roles: ComputedRef<FrameQuery['viewer']['roles']>;
    can: ComputedRef<FrameQuery['viewer']['can'] | undefined>;
    /** For the forms of somebody new; nothing of others. */
    formToken: ComputedRef<string | undefined>;
  };
}
export const frameKey: InjectionKey<Framed> = Symbol('frame');

/** Made once per app: hundreds of components on a page ask who is looking. */
export function makeFramed(frame: Framed['frame']): Framed {
  return {
    frame,
    viewer: {
      person: computed(() => frame.value?.viewer.person ?? undefined),
      roles: computed(() => frame.value?.viewer.roles ?? []),
      can: computed(() => frame.value?.viewer.can),
      formToken: computed(() => frame.value?.viewer.formToken ?? undefined),
    },
  };
}

function useFramed(): Framed {
  const framed = inject(frameKey);
  if (!framed) throw new Error('The frame was not provided: App.vue does');
  return framed;
}

/** The site as every page knows it. */
export const useFrame = () => useFramed().frame;

/** The signed-in viewer's person and powers. */
export const useViewer = () => useFramed().viewer;
