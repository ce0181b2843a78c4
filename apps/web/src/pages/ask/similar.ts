import { useClientHandle } from '@urql/vue';
import { onServerPrefetch, shallowRef, watch, type Ref } from 'vue';
import { SimilarDocument, type SimilarQuery, type TopicKind } from '../../gql/generated/graphql.ts';
import { useAsk } from '../../page/answers.ts';

/** Long enough not to ask at each key, short enough to be there before the text is begun. */
const PAUSE = 250;
const SHORTEST = 6;

/** Topics like the title being typed. On the server: for the title that a plain form sent back. */
export function useSimilar(title: Ref<string>, kind: Ref<string>) {
  const { client } = useClientHandle();
  const query = useAsk();
  const wanted = () => ({ title: title.value.trim(), kind: (kind.value || null) as TopicKind | null });
  // What the server has already found must be there at once, or the page would not hydrate as it was rendered.
  const topics = shallowRef<SimilarQuery['similarTopics']>(client.readQuery(SimilarDocument, wanted())?.data?.similarTopics ?? []);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask() {
    const asked = wanted();
    if (asked.title.length < SHORTEST) return void (topics.value = []);
    const data = await query(SimilarDocument, asked);
    if (data && asked.title === title.value.trim()) topics.value = data.similarTopics;
  }
  watch([title, kind], () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE);
  });
  onServerPrefetch(ask);
  return topics;
}
