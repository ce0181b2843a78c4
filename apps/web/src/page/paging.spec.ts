import { describe, expect, it } from '@jest/globals';
import { nextTick, ref } from 'vue';
import { usePaging, type Connection } from './paging.ts';

const part = (ids: string[], endCursor?: string): Connection<{ id: string }> => ({
  nodes: ids.map((id) => ({ id })),
  pageInfo: { hasNextPage: Boolean(endCursor), endCursor },
});
const ids = (nodes: { id: string }[]) => nodes.map((n) => n.id).join('');

describe('a keyset list', () => {
  it('appends parts until there are none, and shows once what moved between two', async () => {
    const list = usePaging(
      () => '',
      () => part(['a', 'b'], '2'),
      async (after) => part(['b', after]),
    );
    expect(list.next.value).toBe('2');
    await list.more();
    expect(ids(list.nodes.value)).toBe('ab2');
    expect(list.next.value).toBeUndefined();
  });

  it('starts anew when its filters change, and drops a part that arrives too late', async () => {
    const filter = ref('x');
    let answer: (value: Connection<{ id: string }>) => void = () => undefined;
    const list = usePaging(
      () => filter.value,
      () => part([filter.value], '1'),
      () => new Promise((done) => (answer = done)),
    );
    const asked = list.more();
    filter.value = 'y';
    await nextTick();
    answer(part(['late']));
    await asked;
    expect(ids(list.nodes.value)).toBe('y');
  });

  it('says that a part did not come, and can be asked again', async () => {
    let times = 0;
    const list = usePaging(
      () => '',
      () => part(['a'], '1'),
      async () => (times++ ? part(['b']) : undefined),
    );
    await list.more();
    expect(list.failed.value).toBe(true);
    await list.more();
    expect([list.failed.value, ids(list.nodes.value)]).toEqual([false, 'ab']);
  });
});
