/** An address whose page is kept. */
export interface KeptAddress {
  /** Path and query, the query in one order. */
  url: string;
  /** What its content depends on. */
  subject: { topicKey: string; slug: string } | 'lists' | 'faq';
}

const STATUSES = 'open under_consideration planned started done declined acknowledged in_progress fixed not_a_problem';

/** Query parameters of a page with all their values: what is free (cursors, words looked for) would make entries without end. */
type Query = Readonly<Record<string, ReadonlySet<string>>>;
const query = (values: Record<string, string>): Query =>
  Object.fromEntries(Object.entries(values).map(([name, words]) => [name, new Set(words.split(' '))]));

const NONE = query({});
const THREAD = query({ order: 'oldest newest' });
const LIST = query({ filter: 'unanswered solved official', order: 'new votes needed', status: STATUSES });
const LABELLED = query({ kind: 'question problem idea praise update', filter: 'unanswered solved official', order: 'new votes needed' });

const TOPIC = /^\/t\/([0-9a-hjkmnp-tv-z]{8})\/([a-z0-9-]{1,100})$/;
const PAGES: readonly [path: RegExp, query: Query, subject: 'lists' | 'faq'][] = [
  [/^\/$/, NONE, 'faq'],
  [/^\/(?:questions|problems|ideas|praise|updates)$/, LIST, 'lists'],
  [/^\/faq(?:\/[a-z0-9-]{1,100})?$/, NONE, 'faq'],
  [/^\/(?:products|tags)$/, NONE, 'lists'],
  [/^\/(?:products|tags)\/[a-z0-9-]{1,100}$/, LABELLED, 'lists'],
  [/^\/people\/[a-z0-9-]{1,60}$/, NONE, 'lists'],
];

/** What is kept under this address; undefined when nothing is. Upper case, escapes and unknown parameters are other addresses. */
export function addressOf(url: string): KeptAddress | undefined {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const topic = TOPIC.exec(path);
  const page = topic === null ? PAGES.find(([pattern]) => pattern.test(path)) : undefined;
  if (topic === null && page === undefined) return undefined;
  const ordered = mark === -1 ? '' : inOrder(url.slice(mark + 1), topic === null ? page![1] : THREAD);
  if (ordered === undefined) return undefined;
  const subject = topic === null ? page![2] : { topicKey: topic[1]!, slug: topic[2]! };
  return { url: path + ordered, subject };
}

/** The parameters in the order of their names; undefined when one is not known or comes twice. */
function inOrder(text: string, known: Query): string | undefined {
  const pairs = text.split('&').map((pair) => pair.split('='));
  if (!pairs.every(([name = '', value = '', more]) => more === undefined && Object.hasOwn(known, name) && known[name]!.has(value)))
    return undefined;
  const named = new Map(pairs.map(([name, value]) => [name!, value!]));
  if (named.size !== pairs.length) return undefined;
  return `?${[...named]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;
}
