import { useClientHandle } from '@urql/vue';
import { computed, nextTick, provide, ref, shallowRef, watch, type Ref } from 'vue';
import { MoreRepliesDocument, TopicNumbersDocument, TopicPageDocument } from '../gql/generated/graphql.ts';
import type { TopicPageQuery, TopicPageQueryVariables } from '../gql/generated/graphql.ts';
import { replyAnchor } from '../forms/reply.forms.ts';
import { refreshesKey } from '../page/refreshes.ts';
import { heldBack, idsIn } from './held-back.ts';
import { useLive, type Frame } from './live.ts';
import { useQuietRefresh } from './quiet-refresh.ts';

type Topic = NonNullable<TopicPageQuery['topic']>;

/**
 * A topic that moves by itself: numbers, statuses, verdicts and edited words change in their places; what others said meanwhile waits
 * until the reader wants it.
 */
export function useLiveTopic(found: Ref<Topic | undefined>, variables: () => TopicPageQueryVariables) {
  const { client } = useClientHandle();
  const waiting = ref(new Set<string>());
  const order = shallowRef<string[]>([]);
  const numbers = shallowRef<Partial<Topic>>({});
  /** New replies that stand beyond the part that is shown. */
  const beyond = shallowRef<Topic['replies']['nodes']>([]);

  const times = ref(0);
  const seen = (ids: readonly string[]) => (waiting.value = new Set([...waiting.value].filter((id) => !ids.includes(id))));
  provide(refreshesKey, { times, waiting, seen });
  const load = async () => {
    const result = await client.query(TopicPageDocument, variables(), { requestPolicy: 'network-only' }).toPromise();
    times.value += 1;
    return result;
  };
  const refresh = useQuietRefresh(load);
  const recount = useQuietRefresh(async () => {
    const { data } = await client.query(TopicNumbersDocument, { key: variables().key }, { requestPolicy: 'network-only' }).toPromise();
    if (data?.topic && data.topic.id === found.value?.id) numbers.value = data.topic;
  });

  watch(
    () => JSON.stringify([found.value?.id, variables()]),
    () => {
      waiting.value = new Set();
      beyond.value = [];
      order.value = [];
    },
  );
  const topic = computed(() => {
    if (!found.value) return undefined;
    const whole = beyond.value.length ? { ...found.value, replies: withThese(found.value.replies, beyond.value) } : found.value;
    return { ...(waiting.value.size || order.value.length ? heldBack(whole, waiting.value, order.value) : whole), ...numbers.value };
  });
  watch(found, () => (numbers.value = {}));

  function told(frames: readonly Frame[], spread: number) {
    const known = found.value ? idsIn(found.value) : new Set<string>();
    for (const { kind, reply, own } of frames) if (kind === 'reply' && reply && !own && !known.has(reply)) hold(reply);
    if (frames.some(({ kind, own, reply }) => kind === 'changed' || (kind === 'votes' && reply) || (kind === 'reply' && own)))
      refresh(spread);
    else if (frames.some(({ kind }) => kind === 'votes')) recount(spread);
  }
  function hold(reply: string) {
    if (!order.value.length) order.value = found.value?.replies.nodes.map(({ id }) => id) ?? [];
    waiting.value = new Set(waiting.value).add(reply);
  }

  /** Shows what waits, and brings the first of it into sight. */
  async function show() {
    const fresh = waiting.value;
    const page = (await load()).data?.topic;
    if (!page) return;
    const known = idsIn(page);
    if ([...fresh].some((id) => !known.has(id))) {
      const newest = { key: variables().key, order: 'NEWEST' as const, after: null, editing: false };
      const { data } = await client.query(MoreRepliesDocument, newest, { requestPolicy: 'network-only' }).toPromise();
      beyond.value = [...beyond.value, ...(data?.topic?.replies.nodes ?? []).filter(({ id }) => fresh.has(id)).reverse()];
    }
    // What came while this was loading waits on.
    waiting.value = new Set([...waiting.value].filter((id) => !fresh.has(id)));
    order.value = [];
    await nextTick();
    const first = [...fresh].map((id) => document.getElementById(replyAnchor(id))).find(Boolean);
    first?.scrollIntoView({ block: 'center' });
  }

  useLive(() => found.value && { topic: found.value.id }, { told, missed: () => refresh(1_000) });
  return { topic, waiting: computed(() => waiting.value.size), show };
}

function withThese(replies: Topic['replies'], more: Topic['replies']['nodes']): Topic['replies'] {
  const known = new Set(replies.nodes.map(({ id }) => id));
  return { ...replies, nodes: [...replies.nodes, ...more.filter(({ id }) => !known.has(id))] };
}
