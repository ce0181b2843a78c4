import { personJson } from '@veche/identity';
import { type Sql, sql } from '@veche/platform';
import { type Viewer, visibleReply } from '@veche/visibility';
import { signatureJson } from '../statuses/signature.sql.js';

/**
 * Columns that every form of a topic needs, for the statement's first step. Who deleted it and whether a private one may go back are not
 * granted to portal_public: a visitor sees nothing deleted and nothing private.
 */
export function topicColumns(viewer: Viewer): Sql {
  const withheld = viewer.personId === null ? sql`null::uuid as deleted_by_id, false as may_go_back` : sql`t.deleted_by_id, t.may_go_back`;
  return sql`t.id, t.key, t.slug, t.kind, t.state, t.audience_id, t.group_id, t.status, t.title, t.excerpt, t.author_person_id, t.author_name,
    t.created_at, t.edited_at, t.moved_at, t.closed_at, t.solution_reply_id, t.official_reply_id, t.score, t.imported_score,
    t.follower_count, t.answer_count, t.comment_count, t.product_ids, t.tag_ids, ${withheld}`;
}

/**
 * The fields of a list row, read for the few rows that `chosen` yields (aliased t): the choice is a plain index scan, and what hangs
 * on a topic is looked up for those rows alone, in the same statement.
 * @param chosen a select of `topicColumns` and `sort_key` that carries the gate's condition
 */
export function topicRows(viewer: Viewer, chosen: Sql, order: Sql): Sql {
  return sql`with t as materialized (${chosen})
    select ${rowFields(viewer)}, t.sort_key as "sortKey" from t order by ${order}`;
}

/** Topics with their text and statuses. The source is null for a visitor, to whom the column is not granted. */
export function wholeTopics(viewer: Viewer, condition: Sql): Sql {
  const source = viewer.personId === null ? sql`null::text as body_md` : sql`t.body_md`;
  return sql`with t as materialized (select ${topicColumns(viewer)}, t.body_html, ${source} from topic t where ${condition})
    select ${rowFields(viewer)}, t.body_html as "bodyHtml", t.body_md as "bodyMarkdown", ${statusChanges} as "statusChanges",
      ${ownIn(viewer, sql`topic_follow`)} as "viewerFollows" from t`;
}

function rowFields(viewer: Viewer): Sql {
  return sql`t.id, t.key, t.slug, t.kind, t.state, t.audience_id as "audienceId", t.group_id as "groupId", t.may_go_back as "mayGoBack", t.status, t.title, t.excerpt,
    t.author_person_id as "authorPersonId", t.deleted_by_id as "deletedById", t.author_name as "authorName", t.created_at as "createdAt", t.edited_at as "editedAt",
    t.moved_at as "movedAt", t.closed_at as "closedAt", t.solution_reply_id as "solutionReplyId",
    t.official_reply_id as "officialReplyId", t.score as votes, t.imported_score as "importedScore",
    t.follower_count as "followerCount", t.answer_count as "answerCount", t.comment_count as "commentCount",
    ${author} as author, ${group} as "group", ${products} as products, ${tags} as tags, ${faces(viewer)} as faces, ${ownIn(viewer, sql`topic_vote`)} as "viewerVoted"`;
}

const author = sql`(select ${personJson('a')} from person a where a.id = t.author_person_id)`;

/** Whoever sees a topic may know its group: it is public, or the viewer is in it. */
const group = sql`case when t.group_id is not null then (
    select jsonb_build_object('id', g.id, 'slug', g.slug, 'name', g.name, 'type', g.type) from groups g where g.id = t.group_id) end`;

const products = sql`(select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
    'description', p.description, 'archived', p.is_archived) order by p.position, p.id), '[]')
  from product p where p.id = any(t.product_ids))`;

const tags = sql`(select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'slug', g.slug, 'name', g.name) order by g.slug), '[]')
  from tag g where g.id = any(t.tag_ids))`;

const statusChanges = sql`(select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'from', c.from_status, 'to', c.to_status,
    'wordHtml', c.word_html, 'isImported', c.is_imported, 'at', c.created_at,
    'by', ${signatureJson('p', sql`c.signed_title`, sql`c.created_at`)}) order by c.created_at, c.id), '[]')
  from status_change c left join person p on p.id = c.person_id where c.topic_id = t.id)`;

/** How many recent replies are looked at for faces: bounded, so that a topic with a thousand replies costs as much as any other. */
const RECENT = 12;

function faces(viewer: Viewer): Sql {
  return sql`case when t.answer_count + t.comment_count = 0 then '[]' else (
    select coalesce(jsonb_agg(${personJson('f')} order by took.last desc), '[]') from (
      select recent.author_person_id, max(recent.created_at) as last from (
        select r.author_person_id, r.created_at from reply r
        where r.topic_id = t.id and r.author_person_id is not null and r.state = 'published' and ${visibleReply(viewer, 'r')}
        order by r.created_at desc, r.id desc limit ${RECENT}) as recent
      group by recent.author_person_id order by last desc limit 3) as took
    join person f on f.id = took.author_person_id and f.state <> 'erased') end`;
}

/**
 * Whether the viewer has a row of its own in this table. All chosen topics are looked up at once (one walk through the viewer's
 * own part of the index), and never by `exists`, which PostgreSQL may answer by reading all that the viewer ever did.
 */
function ownIn(viewer: Viewer, table: Sql): Sql {
  if (viewer.personId === null) return sql`false`;
  return sql`t.id = any(array(select m.topic_id from ${table} m where m.person_id = ${viewer.personId} and m.topic_id = any(array(select id from t))))`;
}
