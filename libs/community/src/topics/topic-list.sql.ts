// Which topics a list shows, as one statement that PostgreSQL answers by walking one index in the list's order and stopping at the
// first row too many (topic-list.plan.spec.ts holds it to that).
import { type Sql, joined, sql } from '@veche/platform';
import { type Viewer, visibleTopic, visibleWithTopic } from '@veche/visibility';
import { integerAndId, momentAndId, numberAndId } from '../loading/keyset-cursor.js';
import type { TopicListArgs } from './topic-list.args.js';
import { topicColumns } from './topic.sql.js';
import { type TopicFilter, type TopicOrder, statusesOf } from './topic.words.js';

/** Where the walk happens: the table whose index has the order, its key, and what must be joined to it. */
interface Walk {
  from: Sql;
  key: Sql;
  id: Sql;
  conditions: Sql[];
}

/** The chosen topics with the value they are ordered by (`sort_key`), one more than the page shows. */
export function chosenTopics(viewer: Viewer, args: TopicListArgs, limit: number): Sql {
  const order = args.order ?? 'MOVED';
  const walk = walkOf(viewer, order, args);
  const conditions = [...walk.conditions, visibleTopic(viewer, 't'), ...narrowed(viewer, args)];
  if (typeof args.after === 'string') conditions.push(beyond(walk, order, args.after));
  return sql`select ${topicColumns(viewer)}, ${walk.key} as sort_key from ${walk.from} where ${joined(conditions, ' and ')}
    order by ${walk.key} desc, ${walk.id} desc limit ${limit + 1}`;
}

function walkOf(viewer: Viewer, order: TopicOrder, { product, tag, filter }: TopicListArgs): Walk {
  if (order === 'NEEDED') {
    return {
      from: sql`demand d join topic t on t.id = d.topic_id`,
      key: sql`d.score`,
      id: sql`d.topic_id`,
      conditions: [sql`d.topic_state = 'published'`, visibleWithTopic(viewer, 'd'), ...ofProduct(product), ...withTag(tag)],
    };
  }
  const isOwnList = filter === 'MINE' || filter === 'FOLLOWED';
  if (order !== 'VOTES' && !isOwnList && typeof tag === 'string')
    return labelWalk(viewer, order, sql`topic_tag`, sql`tag_id = ${tagId(tag)}`, ofProduct(product));
  if (order !== 'VOTES' && !isOwnList && typeof product === 'string')
    return labelWalk(viewer, order, sql`topic_product`, sql`product_id = ${productId(product)}`, []);
  const key = { MOVED: sql`t.moved_at`, NEW: sql`t.created_at`, VOTES: sql`t.score` }[order];
  return { from: sql`topic t`, key, id: sql`t.id`, conditions: [...ofProduct(product), ...withTag(tag)] };
}

/** Labels carry their topic's times, so a list by product or tag walks the label's own index. */
function labelWalk(viewer: Viewer, order: 'MOVED' | 'NEW', table: Sql, label: Sql, more: Sql[]): Walk {
  return {
    from: sql`${table} l join topic t on t.id = l.topic_id`,
    key: order === 'MOVED' ? sql`l.moved_at` : sql`l.created_at`,
    id: sql`l.topic_id`,
    conditions: [sql`l.${label}`, sql`l.topic_state = 'published'`, visibleWithTopic(viewer, 'l'), ...more],
  };
}

function narrowed(viewer: Viewer, { kind, status, filter, group }: TopicListArgs): Sql[] {
  const conditions = [...FILTERS[filter ?? 'ALL'](viewer, typeof kind === 'string')];
  if (typeof group === 'string') conditions.push(sql`t.group_id = ${groupId(group)}`);
  // A status of one kind alone says its kind: named twice, PostgreSQL takes them for independent and expects too few rows.
  const isSaid = typeof status === 'string' && status !== 'OPEN' && typeof kind === 'string' && statusesOf(kind).includes(status);
  if (typeof kind === 'string' && !isSaid) conditions.push(sql`t.kind = ${kind}`);
  if (typeof status === 'string') conditions.push(sql`t.status = ${status}`);
  return conditions;
}

const published = sql`t.state = 'published'`;

/** One's own list shows what one deleted, too: that is where it is restored. */
const FILTERS: Readonly<Record<TopicFilter, (viewer: Viewer, hasKind: boolean) => Sql[]>> = {
  ALL: () => [published],
  // Praise and updates wait for nobody, unless they are what was asked for.
  UNANSWERED: (_viewer, hasKind) => [
    published,
    sql`t.answer_count = 0`,
    sql`t.closed_at is null`,
    ...(hasKind ? [] : [sql`t.kind not in ('PRAISE', 'UPDATE')`]),
  ],
  SOLVED: () => [published, sql`t.solution_reply_id is not null`],
  OFFICIAL: () => [published, sql`t.official_reply_id is not null`],
  MINE: (viewer) => [sql`t.author_person_id = ${viewer.personId}`],
  FOLLOWED: (viewer) => [published, sql`exists (select from topic_follow w where w.topic_id = t.id and w.person_id = ${viewer.personId})`],
};

const productId = (slug: string): Sql => sql`(select p.id from product p where p.slug = ${plain(slug)})`;
const tagId = (slug: string): Sql => sql`(select g.id from tag g where g.slug = ${plain(slug)})`;
const groupId = (slug: string): Sql => sql`(select g.id from groups g where g.slug = ${plain(slug)})`;
/** PostgreSQL's text cannot hold a zero byte; no slug has one. */
const plain = (slug: string): string => slug.replaceAll('\u0000', ' ');

function ofProduct(slug: string | null | undefined): Sql[] {
  if (typeof slug !== 'string') return [];
  return [sql`exists (select from topic_product x where x.topic_id = t.id and x.product_id = ${productId(slug)})`];
}

function withTag(slug: string | null | undefined): Sql[] {
  if (typeof slug !== 'string') return [];
  return [sql`exists (select from topic_tag x where x.topic_id = t.id and x.tag_id = ${tagId(slug)})`];
}

/** Rows after the cursor: a comparison of pairs, which the index understands. */
function beyond(walk: Walk, order: TopicOrder, after: string): Sql {
  const before = (key: Sql, id: string): Sql => sql`(${walk.key}, ${walk.id}) < (${key}, ${id}::uuid)`;
  if (order === 'NEEDED') {
    const { key, id } = numberAndId(after);
    return before(sql`${key}::double precision`, id);
  }
  if (order === 'VOTES') {
    const { key, id } = integerAndId(after);
    return before(sql`${key}::integer`, id);
  }
  const { at, id } = momentAndId(after);
  return before(sql`${at}::timestamptz`, id);
}

/** The order that the chosen rows keep through the rest of the statement. */
export const inOrder: Sql = sql`t.sort_key desc, t.id desc`;
