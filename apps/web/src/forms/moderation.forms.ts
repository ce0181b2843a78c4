import * as gql from '../gql/generated/graphql.ts';
import { form, list, maybe, oneOf, stay, text, type AnyForm, type Fields } from './form.ts';

/** Why something is taken away, in the order in which it is offered. */
export const REASONS = [
  'SPAM',
  'INSULT',
  'OFF_TOPIC',
  'PERSONAL_DATA',
  'UNLAWFUL',
  'OTHER',
] as const satisfies readonly gql.ModerationReason[];
/** What is done about people, the hardest first: that is what a flood needs. */
export const SANCTIONS = ['BAN', 'SUSPEND', 'SILENCE', 'WARN'] as const satisfies readonly gql.SanctionKind[];

const post = (f: Fields) => ({ topic: maybe(f, 'topic'), reply: maybe(f, 'reply') });

/** Pointing out, and the queue. */
export const moderationForms = {
  flagPost: form({
    document: gql.FlagPostDocument,
    variables: (f) => ({ ...post(f), reason: oneOf(f, 'reason', REASONS), words: maybe(f, 'words') }),
    after: stay,
  }),
  unflagPost: form({ document: gql.UnflagPostDocument, variables: post, after: stay }),
  approvePosts: form({ document: gql.ApprovePostsDocument, variables: (f) => ({ cases: list(f, 'case') }), after: stay, reload: true }),
  removePosts: form({
    document: gql.RemovePostsDocument,
    variables: (f) => ({ cases: list(f, 'case'), reason: oneOf(f, 'reason', REASONS), words: maybe(f, 'words') }),
    after: stay,
    reload: true,
  }),
  sanctionPeople: form({
    document: gql.SanctionPeopleDocument,
    variables: (f) => ({
      input: {
        people: list(f, 'person'),
        kind: oneOf(f, 'kind', SANCTIONS),
        reason: oneOf(f, 'reason', REASONS),
        words: maybe(f, 'words'),
        removePosts: text(f, 'removePosts') === 'yes',
      },
    }),
    after: stay,
    reload: true,
  }),
  objectToModeration: form({
    document: gql.ObjectToModerationDocument,
    variables: (f) => ({ act: text(f, 'act'), words: text(f, 'words') }),
    after: stay,
  }),
  upholdModeration: form({
    document: gql.UpholdModerationDocument,
    variables: (f) => ({ act: text(f, 'act'), words: text(f, 'words') }),
    after: stay,
    reload: true,
  }),
  undoModeration: form({ document: gql.UndoModerationDocument, variables: (f) => ({ act: text(f, 'act') }), after: stay, reload: true }),
} satisfies Record<string, AnyForm>;
