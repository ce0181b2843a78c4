import * as gql from '../gql/generated/graphql.ts';
import { KINDS, STATUSES } from '../topic/words.ts';
import { form, list, maybe, oneOf, stay, text, type AnyForm, type Fields } from './form.ts';

const topic = (f: Fields) => ({ topic: text(f, 'topic') });
const AUDIENCES = ['EVERYONE', 'MEMBERS', 'STAFF', 'PRIVATE'] as const;
const ALL_STATUSES = [...(STATUSES.IDEA ?? []), ...(STATUSES.PROBLEM ?? [])] as [gql.TopicStatus, ...gql.TopicStatus[]];
const HELPED = { yes: true, no: false } as const;

/** Tags as people write them: separated by commas, the number sign allowed. */
export function writtenTags(fields: Fields): string[] {
  return text(fields, 'tags')
    .split(',')
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter(Boolean);
}

/** What is done to a topic. */
export const topicForms = {
  voteTopic: form({ document: gql.VoteTopicDocument, variables: topic, after: stay }),
  withdrawTopicVote: form({ document: gql.WithdrawTopicVoteDocument, variables: topic, after: stay }),
  followTopic: form({ document: gql.FollowTopicDocument, variables: topic, after: stay }),
  unfollowTopic: form({ document: gql.UnfollowTopicDocument, variables: topic, after: stay }),
  closeTopic: form({ document: gql.CloseTopicDocument, variables: topic, after: stay }),
  reopenTopic: form({ document: gql.ReopenTopicDocument, variables: topic, after: stay }),
  deleteTopic: form({ document: gql.DeleteTopicDocument, variables: topic, after: stay }),
  restoreTopic: form({ document: gql.RestoreTopicDocument, variables: topic, after: stay }),
  unmarkSolution: form({ document: gql.UnmarkSolutionDocument, variables: topic, after: stay }),
  unmarkOfficial: form({ document: gql.UnmarkOfficialDocument, variables: topic, after: stay }),
  retypeTopic: form({
    document: gql.RetypeTopicDocument,
    variables: (f) => ({ ...topic(f), kind: oneOf(f, 'kind', KINDS) }),
    after: stay,
  }),
  moveTopic: form({
    document: gql.MoveTopicDocument,
    variables: (f) => ({
      ...topic(f),
      ...(maybe(f, 'group') ? { group: text(f, 'group') } : { audience: oneOf(f, 'audience', AUDIENCES) }),
    }),
    after: (data, url) => (url.pathname.endsWith('/move') ? data.moveTopic.path : stay(data, url)),
  }),
  setStatus: form({
    document: gql.SetStatusDocument,
    variables: (f) => ({ ...topic(f), status: oneOf(f, 'status', ALL_STATUSES), word: text(f, 'word') }),
    after: stay,
  }),
  addNote: form({
    document: gql.AddNoteDocument,
    variables: (f) => ({ ...topic(f), body: text(f, 'note') }),
    after: stay,
  }),
  editTopic: form({
    document: gql.EditTopicDocument,
    variables: (f) => ({
      input: { ...topic(f), title: text(f, 'title'), body: text(f, 'body'), products: list(f, 'products'), tags: writtenTags(f) },
    }),
    after: (data) => data.editTopic.path,
  }),
  tellHelped: form({
    document: gql.TellHelpedDocument,
    variables: (f) => ({ ...topic(f), helped: HELPED[text(f, 'helped') as keyof typeof HELPED] ?? null }),
    after: stay,
  }),
} satisfies Record<string, AnyForm>;
