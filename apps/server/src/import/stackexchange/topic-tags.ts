import type { TopicKind, TopicStatus } from '@veche/community';

/** What the tags of a question say of the topic that it becomes. */
export interface TopicFacts {
  kind: Extract<TopicKind, 'QUESTION' | 'IDEA' | 'PROBLEM'>;
  status: TopicStatus | null;
  /** Those that became neither kind nor status. */
  tags: string[];
}

/**
 * Status tags by what they mean for an idea and for a problem, the most final first: a question with several gets the first.
 * `status-norepro` is missing on purpose: nobody could see the fault, which settles nothing, so the problem stays open.
 */
const STATUSES: readonly [tag: string, idea: TopicStatus, problem: TopicStatus][] = [
  ['status-completed', 'DONE', 'FIXED'],
  ['status-declined', 'DECLINED', 'NOT_A_PROBLEM'],
  ['status-bydesign', 'DECLINED', 'NOT_A_PROBLEM'],
  ['status-planned', 'PLANNED', 'IN_PROGRESS'],
  ['status-reproduced', 'UNDER_CONSIDERATION', 'ACKNOWLEDGED'],
  ['status-deferred', 'UNDER_CONSIDERATION', 'ACKNOWLEDGED'],
  ['status-review', 'UNDER_CONSIDERATION', 'ACKNOWLEDGED'],
];

/**
 * Kind, status and remaining tags. Nothing is lost: a status tag that says nothing here (any of them on a question, which has no
 * statuses) stays a tag.
 * @param tags as the dump writes them: `<a><b>`, in newer dumps `|a|b|`
 */
export function factsOf(tags: string): TopicFacts {
  const all = [...new Set(tags.match(/[^<>|]+/g) ?? [])];
  const kindTag = ['feature-request', 'bug'].find((tag) => all.includes(tag));
  if (kindTag === undefined) return { kind: 'QUESTION', status: null, tags: all };
  const kind = kindTag === 'bug' ? 'PROBLEM' : 'IDEA';
  const said = STATUSES.find(([tag]) => all.includes(tag));
  const status = said === undefined ? 'OPEN' : said[kind === 'IDEA' ? 1 : 2];
  return { kind, status, tags: all.filter((tag) => tag !== kindTag && !STATUSES.some(([name]) => name === tag)) };
}
