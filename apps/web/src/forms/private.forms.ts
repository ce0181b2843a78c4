import * as gql from '../gql/generated/graphql.ts';
import { form, stay, text, type AnyForm } from './form.ts';

/** What the company and one person say to each other, and what of it becomes public. */
export const privateForms = {
  askToPublish: form({
    document: gql.AskToPublishDocument,
    variables: (f) => ({ topic: text(f, 'topic'), title: text(f, 'title'), body: text(f, 'body') }),
    after: stay,
    reload: true,
  }),
  answerPublication: form({
    document: gql.AnswerPublicationDocument,
    variables: (f) => ({ id: text(f, 'publication'), agreed: text(f, 'agreed') === 'yes' }),
    after: (data, url) => data.answerPublication ?? stay(data, url),
    reload: true,
  }),
  writeToPerson: form({
    document: gql.WriteToPersonDocument,
    variables: (f) => ({ handle: text(f, 'handle'), title: text(f, 'title'), body: text(f, 'body') }),
    after: (data) => data.writeToPerson.path,
  }),
} satisfies Record<string, AnyForm>;
