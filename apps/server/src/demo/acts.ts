import { DAY, HOUR } from '@veche/platform';
import { type DemoGroup, groupActs } from './groups.story.js';
import { type DemoReply, type DemoTopic, PRODUCTS, TOPICS, type Who } from './story.js';

/** One thing that somebody does in the story. */
export type Act = { at: number; by: Who } & (
  | { does: 'product'; product: (typeof PRODUCTS)[number] }
  | { does: 'ask'; topic: DemoTopic; name: string }
  | { does: 'reply'; topic: string; name: string; body: string; official: boolean; parent?: string }
  | { does: 'vote'; on: 'topic' | 'reply'; name: string }
  | { does: 'follow'; topic: string }
  | { does: 'solve'; reply: string }
  | { does: 'status'; topic: string; to: string; word: string }
  | { does: 'note'; topic: string; body: string }
  | { does: 'group'; group: DemoGroup }
  | { does: 'enter'; group: DemoGroup }
  | { does: 'request'; group: DemoGroup; message: string }
);

/** The whole story, in the order in which it happened. */
export function actsUntil(now: Date): Act[] {
  const first: Act[] = PRODUCTS.map((product) => ({ does: 'product', product, by: 'admin', at: now.getTime() - 45 * DAY }));
  const topics = TOPICS.flatMap((topic, index) => actsOf(topic, `topic${index}`, now.getTime()));
  return [...first, ...topics, ...groupActs(now.getTime(), actsOf)].sort((a, b) => a.at - b.at);
}

function actsOf(topic: DemoTopic, name: string, now: number): Act[] {
  const asked = now - topic.daysAgo * DAY;
  // People come over the days that follow, the last of them lately.
  const spread = (index: number, of: number) => asked + ((index + 1) / (of + 1)) * (now - asked - HOUR);
  return [
    { does: 'ask', topic, name, by: topic.by, at: asked },
    ...(topic.votes ?? []).map((by, i, all): Act => ({ does: 'vote', on: 'topic', name, by, at: spread(i, all.length) })),
    ...(topic.follows ?? []).map((by, i): Act => ({ does: 'follow', topic: name, by, at: asked + (i + 1) * HOUR })),
    ...(topic.statuses ?? []).map(({ by, after, to, word }): Act => ({
      does: 'status',
      topic: name,
      to,
      word,
      by,
      at: asked + after * HOUR,
    })),
    ...(topic.replies ?? []).flatMap((reply, i) => repliesOf(reply, name, `${name}.reply${i}`, topic, asked, spread)),
    ...(topic.note === undefined
      ? []
      : [{ does: 'note', topic: name, body: topic.note.body, by: topic.note.by, at: asked + 12 * HOUR } satisfies Act]),
  ];
}

function repliesOf(
  reply: DemoReply,
  topicName: string,
  name: string,
  topic: DemoTopic,
  asked: number,
  spread: (i: number, of: number) => number,
): Act[] {
  const at = asked + reply.after * HOUR;
  return [
    { does: 'reply', topic: topicName, name, body: reply.body, official: reply.official ?? false, by: reply.by, at },
    ...(reply.comments ?? []).map((comment, i): Act => ({
      does: 'reply',
      topic: topicName,
      name: `${name}.comment${i}`,
      parent: name,
      body: comment.body,
      official: false,
      by: comment.by,
      at: asked + comment.after * HOUR,
    })),
    ...(reply.solution ? [{ does: 'solve', reply: name, by: topic.by, at: at + HOUR } satisfies Act] : []),
    ...(reply.votes ?? []).map((by, i, all): Act => ({
      does: 'vote',
      on: 'reply',
      name,
      by,
      at: Math.max(at + HOUR, spread(i, all.length)),
    })),
  ];
}
