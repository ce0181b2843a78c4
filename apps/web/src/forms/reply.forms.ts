import * as gql from '../gql/generated/graphql.ts';
import { form, maybe, oneOf, proofOf, stay, text, type AnyForm, type Fields } from './form.ts';

const reply = (f: Fields) => ({ reply: text(f, 'reply') });

/** Where one reply stands on its topic's page. */
export const replyAnchor = (id: string) => `r-${id}`;

/** What is done to replies, and writing one. */
export const replyForms = {
  voteReply: form({ document: gql.VoteReplyDocument, variables: reply, after: stay }),
  withdrawReplyVote: form({ document: gql.WithdrawReplyVoteDocument, variables: reply, after: stay }),
  deleteReply: form({ document: gql.DeleteReplyDocument, variables: reply, after: stay }),
  restoreReply: form({ document: gql.RestoreReplyDocument, variables: reply, after: stay }),
  markSolution: form({ document: gql.MarkSolutionDocument, variables: reply, after: stay }),
  markOfficial: form({ document: gql.MarkOfficialDocument, variables: reply, after: stay }),
  reply: form({
    document: gql.ReplyDocument,
    variables: (f) => ({
      input: {
        topic: text(f, 'topic'),
        parent: maybe(f, 'parent'),
        kind: oneOf(f, 'kind', ['ANSWER', 'COMMENT']),
        body: text(f, 'body'),
        official: text(f, 'official') === 'yes',
        idempotencyKey: maybe(f, 'repeatKey'),
        form: proofOf(f),
      },
    }),
    after: ({ reply: { id, topicPath } }) => `${topicPath}#${replyAnchor(id)}`,
  }),
  editReply: form({
    document: gql.EditReplyDocument,
    variables: (f) => ({ ...reply(f), body: text(f, 'body') }),
    after: ({ editReply: { id, topicPath } }) => `${topicPath}#${replyAnchor(id)}`,
  }),
  preview: form({ document: gql.PreviewDocument, variables: (f) => ({ markdown: text(f, 'body') }) }),
} satisfies Record<string, AnyForm>;
