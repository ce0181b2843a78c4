import { describe, expect, it } from '@jest/globals';
import en from '../../i18n/en/notifications.json' with { type: 'json' };
import ru from '../../i18n/ru/notifications.json' with { type: 'json' };
import type { InboxItemFragment, NotificationKind, TopicKind } from '../../gql/generated/graphql.ts';
import { storyOf } from './story.ts';

const KINDS: NotificationKind[] = ['REPLY', 'OFFICIAL_ANSWER', 'SOLUTION', 'STATUS'];
const TOPICS: TopicKind[] = ['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'UPDATE'];
const PEOPLE = ['reader', 'somebody'];

/** Every notification there can be, from the side of a reader. */
const all = KINDS.flatMap((kind) =>
  TOPICS.flatMap((topicKind) =>
    PEOPLE.flatMap((asker) =>
      PEOPLE.flatMap((replier) =>
        (['ANSWER', 'COMMENT'] as const).map((replyKind) => ({
          kind,
          topic: { kind: topicKind, author: { id: asker } },
          reply: kind === 'STATUS' ? null : { kind: replyKind, author: { id: replier } },
        })),
      ),
    ),
  ),
) as unknown as InboxItemFragment[];

const inGroups = ['GROUP_REQUEST', 'GROUP_INVITED', 'GROUP_ADMITTED', 'GROUP_DECLINED', 'GROUP_REMOVED'].map((kind) => ({
  kind,
  topic: null,
  group: null,
  reply: null,
})) as unknown as InboxItemFragment[];

function words(messages: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], messages);
}

describe('what a notification says', () => {
  it.each([
    ['English', en],
    ['Russian', ru],
  ])('has words in %s for whatever can happen', (_, messages) => {
    const silent = [...all, ...inGroups]
      .map((item) => storyOf(item, 'reader'))
      .filter((key) => typeof words(messages.story, key) !== 'string');
    expect(silent).toEqual([]);
  });

  it('tells one’s own reply from a reply to one’s own question', () => {
    const solution = all.filter(({ kind }) => kind === 'SOLUTION');
    const mine = solution.find(({ topic, reply }) => topic?.author?.id === 'somebody' && reply?.author?.id === 'reader')!;
    const asked = solution.find(({ topic, reply }) => topic?.author?.id === 'reader' && reply?.author?.id === 'somebody')!;
    expect(storyOf(mine, 'reader')).toBe('SOLUTION.yours');
    expect(storyOf(asked, 'reader')).toBe('SOLUTION.QUESTION');
  });
});
