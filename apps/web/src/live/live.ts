import { inject, onBeforeUnmount, onMounted, ref, watch as whenever, type InjectionKey, type Ref } from 'vue';
import type { Connection } from './connection.ts';

/** What a page can watch: one topic, the topics that come to a list, or the votes on those that stand in it. */
export type Subject = { topic: string } | { rows: string[] } | { list: { kind?: string; product?: string; tag?: string } };

/** One thing that happened: what kind and to which ids, never a word of content. */
export interface Frame {
  kind: 'reply' | 'votes' | 'changed' | 'asked';
  topic: string;
  reply?: string;
  /** Done by the person who looks at this page. */
  own?: true;
}

/** What a watch does with its news. */
export interface Hearing {
  /** @param spread milliseconds within which to ask the portal about it, at a random moment: many hear this at once */
  told(frames: readonly Frame[], spread: number): void;
  /** Too much was missed: what the page shows has to be loaded anew. */
  missed(): void;
}

/** One wish to be told. */
export interface Wish {
  subject: Subject;
  hearing: Hearing;
  /** Where to go on after a lost connection. */
  cursor?: string;
  /** When what the page shows was true, by the portal's clock. */
  since: number;
}

/** What pages know of the connection; the connection itself is loaded when the page has come to rest. */
export interface Live {
  wishes: Set<Wish>;
  inbox: Set<() => void>;
  /** The connection was there and is gone for a while. */
  isAway: Ref<boolean>;
  connection?: Connection;
  /** The portal's clock, a little late. */
  now(): number;
}

export const liveKey: InjectionKey<Live> = Symbol('live');

/** @param renderedAt when the server rendered the page */
export function makeLive(renderedAt: number): Live {
  const began = performance.now();
  return { wishes: new Set(), inbox: new Set(), isAway: ref(false), now: () => renderedAt + performance.now() - began };
}

/** Connects once the browser has nothing better to do: what people came for is on the page already. */
export function connectWhenIdle(live: Live): void {
  const connect = async () => {
    const { Connection } = await import('./connection.ts');
    live.connection = new Connection(live);
  };
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(() => void connect(), { timeout: 3_000 });
  else setTimeout(() => void connect(), 1_000);
}

function useLiveState(): Live {
  const live = inject(liveKey);
  if (!live) throw new Error('The live state was not provided: makeApp() does');
  return live;
}

/** Whether the page stands still though it used to move. */
export const useIsAway = () => useLiveState().isAway;

/** Watches as long as the component lives, and whatever `subject` says by then; undefined watches nothing. */
export function useLive(subject: () => Subject | undefined, hearing: Hearing): void {
  const live = useLiveState();
  let wish: Wish | undefined;
  const end = () => {
    if (!wish) return;
    live.wishes.delete(wish);
    live.connection?.unwatch(wish);
    wish = undefined;
  };
  onMounted(() => {
    whenever(
      () => JSON.stringify(subject()),
      () => {
        end();
        const wanted = subject();
        if (!wanted) return;
        wish = { subject: wanted, hearing, since: live.now() };
        live.wishes.add(wish);
        live.connection?.watch(wish);
      },
      { immediate: true },
    );
  });
  onBeforeUnmount(end);
}

/** Runs when the viewer's inbox has something new, or may have. */
export function useInboxNews(told: () => void): void {
  const live = useLiveState();
  onMounted(() => live.inbox.add(told));
  onBeforeUnmount(() => live.inbox.delete(told));
}
