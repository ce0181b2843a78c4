import { AskDocument } from '../gql/generated/graphql.ts';
import { KINDS } from '../topic/words.ts';
import { form, list, maybe, oneOf, proofOf, text, type AnyForm } from './form.ts';
import { writtenTags } from './topic.forms.ts';

/** Bringing a new topic. A visitor is taken to sign in; the server keeps what was typed as a draft. */
export const askForms = {
  ask: form({
    document: AskDocument,
    variables: (f) => ({
      input: {
        kind: oneOf(f, 'kind', KINDS),
        title: text(f, 'title'),
        body: text(f, 'body'),
        products: list(f, 'products'),
        tags: writtenTags(f),
        group: maybe(f, 'group'),
        audience: oneOf(f, 'audience', ['EVERYONE', 'MEMBERS', 'STAFF', 'PRIVATE']),
        idempotencyKey: maybe(f, 'repeatKey'),
        form: proofOf(f),
      },
    }),
    after: (data) => data.ask.path,
  }),
} satisfies Record<string, AnyForm>;
