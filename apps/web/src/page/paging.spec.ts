import { describe, expect, it } from '@jest/globals';
import { createApp, nextTick, ref, shallowRef } from 'vue';
import { usePaging, type Connection } from './paging.ts';
import { refreshesKey } from './refreshes.ts';

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

  it('of a page that refreshes itself has its further parts as they are now, without what waits to be shown', async () => {
    const [times, waiting] = [ref(0), ref(new Set<string>())];
    const first = shallowRef(part(['a', 'b'], 'b'));
    let all = ['a', 'b', 'c', 'd', 'e'];
    const asked: (string | undefined)[] = [];
    const app = createApp({});
    const seen: string[] = [];
    app.provide(refreshesKey, { times, waiting, seen: (some) => seen.push(...some) });
    const list = app.runWithContext(() =>
      usePaging(
        () => '',
        () => first.value,
        async (after, policy) => {
          asked.push(policy);
          const from = all.indexOf(after) + 1;
          return part(all.slice(from, from + 2), from + 2 < all.length ? all[from + 1] : undefined);
        },
      ),
    );
    await list.more();
    expect(ids(list.nodes.value)).toBe('abcd');
    expect(seen).toEqual(['c', 'd']);
    // One is gone, one is new and waits, the first part is another.
    all = ['a', 'x', 'b', 'd', 'e'];
    waiting.value = new Set(['x']);
    first.value = part(['a', 'b'], 'x');
    times.value += 1;
    await eventually(() => expect(ids(list.nodes.value)).toBe('abd'));
    expect(asked).toEqual([undefined, 'network-only']);
    waiting.value = new Set();
    times.value += 1;
    await list.more();
    await eventually(() => expect(ids(list.nodes.value)).toBe('abde'));
  });
});

async function eventually(holds: () => void): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resume) => setTimeout(resume, 0));
    try {
      return holds();
    } catch {
      // Not yet.
    }
  }
  holds();
}
