import { FollowTopicDocument, UnfollowTopicDocument, VoteTopicDocument, WithdrawTopicVoteDocument } from '../gql/generated/graphql.ts';
import { form, stay, text, type AnyForm } from './form.ts';

/** Votes and following. */
export const topicForms = {
  voteTopic: form({ document: VoteTopicDocument, variables: (f) => ({ topic: text(f, 'topic') }), after: stay }),
  withdrawTopicVote: form({ document: WithdrawTopicVoteDocument, variables: (f) => ({ topic: text(f, 'topic') }), after: stay }),
  followTopic: form({ document: FollowTopicDocument, variables: (f) => ({ topic: text(f, 'topic') }), after: stay }),
  unfollowTopic: form({ document: UnfollowTopicDocument, variables: (f) => ({ topic: text(f, 'topic') }), after: stay }),
} satisfies Record<string, AnyForm>;
