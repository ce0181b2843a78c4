import { useClientHandle } from '@urql/vue';
import { computed, shallowRef } from 'vue';
import { TopicNumbersDocument } from '../gql/generated/graphql.ts';
import { useLive, type Frame } from './live.ts';
import { useQuietRefresh } from './quiet-refresh.ts';

/** A page of a list; further ones that were asked for stand still. */
const MOST_ROWS = 50;
/** So many rows are counted again in one go: more do not move within two seconds but after a lost connection. */
const AT_ONCE = 10;

interface Row {
  id: string;
  path: string;
  votes: number;
  viewerVoted: boolean;
}

/** Rows of a list with the votes of now. */
export function useLiveRows<R extends Row>(rows: () => readonly R[]) {
  const { client } = useClientHandle();
  const numbers = shallowRef(new Map<string, { of: Row; votes: number; viewerVoted: boolean }>());
  const moved = new Set<string>();

  const recount = useQuietRefresh(async () => {
    const wanted = rows().filter(({ id }) => moved.has(id)).slice(0, AT_ONCE); // prettier-ignore
    moved.clear();
    const found = await Promise.all(
      wanted.map(async (row) => {
        const key = row.path.split('/')[2]!;
        const { data } = await client.query(TopicNumbersDocument, { key }, { requestPolicy: 'network-only' }).toPromise();
        return data?.topic?.id === row.id ? ([row.id, { ...data.topic, of: row }] as const) : undefined;
      }),
    );
    numbers.value = new Map([...numbers.value, ...found.filter((one) => one !== undefined)]);
  });
  function told(frames: readonly Pick<Frame, 'topic'>[], spread: number) {
    for (const { topic } of frames) moved.add(topic);
    if (rows().some(({ id }) => moved.has(id))) recount(spread);
  }

  useLive(
    () => {
      const ids = rows().slice(0, MOST_ROWS).map(({ id }) => id); // prettier-ignore
      return ids.length > 0 ? { rows: ids } : undefined;
    },
    { told, missed: () => told(rows().slice(0, AT_ONCE).map(({ id }) => ({ topic: id })), 1_000) }, // prettier-ignore
  );
  // What the list itself has asked for since is newer than what was counted for a row of before.
  return computed(() =>
    rows().map((row) => {
      const counted = numbers.value.get(row.id);
      return counted?.of === row ? { ...row, votes: counted.votes, viewerVoted: counted.viewerVoted } : row;
    }),
  );
}
