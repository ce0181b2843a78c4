// Rows of a dump as what the portal's libs take in.
import type { ImportedReply, ImportedTopic } from '@veche/community';
import type { ImportedPerson } from '@veche/identity';
import { excerptOf, renderMarkdown } from '@veche/platform';
import { commentMarkdown } from './comment-markdown.js';
import type { CommentRow, PostRow, UserRow } from './dump.rows.js';
import { markdownOfHtml } from './markdown-of-html.js';
import { factsOf } from './topic-tags.js';

// Posts and comments are numbered apart.
export const postNumber = (id: string): string => `post/${id}`;
export const postId = ({ Id }: PostRow): string => postNumber(Id);
export const commentId = ({ Id }: CommentRow): string => `comment/${Id}`;

/** What a profile here holds, in characters. */
const LONGEST_BIO = 500;

export function personOf(user: UserRow): ImportedPerson {
  const bio = excerptOf(renderMarkdown(markdownOfHtml(user.AboutMe)), LONGEST_BIO);
  return { externalId: user.Id, name: nameOf(user.DisplayName, user.Id), bio, joinedAt: user.CreationDate };
}

export function topicOf(post: PostRow): ImportedTopic {
  return {
    externalId: postId(post),
    ...factsOf(post.Tags),
    title: post.Title.replace(/\s+/g, ' ').trim(),
    bodyMarkdown: markdownOfHtml(post.Body),
    ...authorOf(post.OwnerUserId, post.OwnerDisplayName),
    createdAt: post.CreationDate,
    closedAt: post.ClosedDate ?? null,
    movedAt: post.LastActivityDate ?? post.CreationDate,
    score: post.Score,
  };
}

export function answerOf(post: PostRow, isSolution: boolean): ImportedReply {
  return {
    externalId: postId(post),
    topicExternalId: postNumber(post.ParentId ?? ''),
    parentExternalId: null,
    kind: 'ANSWER',
    bodyMarkdown: markdownOfHtml(post.Body),
    ...authorOf(post.OwnerUserId, post.OwnerDisplayName),
    createdAt: post.CreationDate,
    score: post.Score,
    isSolution,
  };
}

/** @param topics of the posts that are answers, by the answer's external id */
export function commentOf(comment: CommentRow, topics: ReadonlyMap<string, string>): ImportedReply {
  const post = postNumber(comment.PostId);
  const topic = topics.get(post);
  return {
    externalId: commentId(comment),
    topicExternalId: topic ?? post,
    parentExternalId: topic === undefined ? null : post,
    kind: 'COMMENT',
    bodyMarkdown: commentMarkdown(comment.Text),
    ...authorOf(comment.UserId, comment.UserDisplayName),
    createdAt: comment.CreationDate,
    score: comment.Score,
    isSolution: false,
  };
}

function authorOf(id: string | undefined, name: string | undefined): { authorExternalId: string | null; authorName: string } {
  return { authorExternalId: id ?? null, authorName: nameOf(name, id) };
}

/** Deleted people are called like this there. */
function nameOf(name: string | undefined, id: string | undefined): string {
  const given = (name ?? '').replace(/\s+/g, ' ').trim();
  return given === '' ? `user${id ?? ''}` : given;
}
