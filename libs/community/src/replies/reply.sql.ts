import { personJson } from '@veche/identity';
import { type Sql, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import { signatureJson } from '../statuses/signature.sql.js';
import type { TopicKind } from '../topics/topic.words.js';
import {
  objectionToMarkOfficial,
  objectionToMarkSolution,
  objectionToUnmarkOfficial,
  objectionToUnmarkSolution,
} from '../verdicts/verdict.policy.js';
import { objectionToReplyVote } from '../votes/vote.policy.js';
import { type ReplyFacts, objectionToComment, objectionToDelete, objectionToEdit, objectionToRestore } from './reply.policy.js';
import type { Reply, ReplyCan } from './reply.type.js';

/** A row of `replyColumns`: all that the type needs and what the policies ask. */
export type ReplyRow = Omit<Reply, 'can'> &
  Omit<ReplyFacts, 'topic'> & {
    topicKind: TopicKind;
    topicState: ContentState;
    topicAuthorId: string | null;
    topicGroupId: string | null;
    topicClosedAt: Date | null;
  };

/**
 * What a reply is read as, under alias `r`, with its topic `t`, author `a`, and the signers `s` and `o` joined by `replyJoins`.
 * Visitors read as portal_public, who is not granted the sources and knows no own votes.
 */
export function replyColumns(viewer: Viewer): Sql {
  const own =
    viewer.personId === null
      ? sql`null as "bodyMarkdown", false as "viewerVoted", null as "deletedById"`
      : sql`r.body_md as "bodyMarkdown", r.deleted_by_id as "deletedById",
          exists (select from reply_vote v where v.reply_id = r.id and v.person_id = ${viewer.personId}) as "viewerVoted"`;
  return sql`r.id, r.topic_id as "topicId", r.kind, r.state, r.parent_reply_id as "parentId",
    r.parent_state as "parentState", '/t/' || t.key || '/' || t.slug as "topicPath", r.body_html as "bodyHtml",
    r.author_person_id as "authorPersonId", ${personJson('a')} as author, r.author_name as "authorName",
    r.created_at as "createdAt", r.edited_at as "editedAt", r.score as votes, ${own},
    coalesce(t.solution_reply_id = r.id, false) as "isSolution", ${personJson('s')} as "solutionBy",
    coalesce(t.official_reply_id = r.id, false) as "isOfficial",
    case when t.official_reply_id = r.id then ${signatureJson('o', sql`t.official_title`, sql`t.official_at`)} end as official,
    t.kind as "topicKind", t.state as "topicState", t.closed_at as "topicClosedAt", t.author_person_id as "topicAuthorId",
    t.group_id as "topicGroupId"`;
}

/** The tables that `replyColumns` names, joined to `reply r`. */
export const replyJoins = sql`join topic t on t.id = r.topic_id
  left join person a on a.id = r.author_person_id
  left join person s on s.id = t.solution_by_id and t.solution_reply_id = r.id
  left join person o on o.id = t.official_by_id and t.official_reply_id = r.id`;

/** What the policies ask, of a row. */
export function factsOf(row: ReplyRow): ReplyFacts {
  const topic = {
    ...{ kind: row.topicKind, state: row.topicState, groupId: row.topicGroupId },
    ...{ authorPersonId: row.topicAuthorId, closedAt: row.topicClosedAt },
  };
  return Object.assign(row, { topic });
}

/** The row as the type: what the viewer may do is answered by the policies. */
export function asReply(viewer: Viewer, row: ReplyRow): Reply {
  const can = replyCan(viewer, factsOf(row));
  return Object.assign(row, { can, bodyMarkdown: can.edit ? row.bodyMarkdown : null });
}

function replyCan(viewer: Viewer, reply: ReplyFacts): ReplyCan {
  return {
    vote: objectionToReplyVote(viewer, reply) === null,
    edit: objectionToEdit(viewer, reply) === null,
    delete: objectionToDelete(viewer, reply) === null,
    restore: objectionToRestore(viewer, reply) === null,
    comment: objectionToComment(viewer, reply) === null,
    markSolution: !reply.isSolution && objectionToMarkSolution(viewer, reply) === null,
    unmarkSolution: objectionToUnmarkSolution(viewer, reply.topic, reply.isSolution) === null,
    markOfficial: !reply.isOfficial && objectionToMarkOfficial(viewer, reply) === null,
    unmarkOfficial: objectionToUnmarkOfficial(viewer, reply.isOfficial) === null,
  };
}
