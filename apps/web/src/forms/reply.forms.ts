import { VoteReplyDocument, WithdrawReplyVoteDocument } from '../gql/generated/graphql.ts';
import { form, stay, text, type AnyForm } from './form.ts';

/** What is done to replies. */
export const replyForms = {
  voteReply: form({ document: VoteReplyDocument, variables: (f) => ({ reply: text(f, 'reply') }), after: stay }),
  withdrawReplyVote: form({ document: WithdrawReplyVoteDocument, variables: (f) => ({ reply: text(f, 'reply') }), after: stay }),
} satisfies Record<string, AnyForm>;
