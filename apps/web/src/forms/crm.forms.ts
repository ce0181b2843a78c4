import * as gql from '../gql/generated/graphql.ts';
import { form, list, maybe, stay, text, type AnyForm, type Fields } from './form.ts';

const connection = (f: Fields) => ({ id: text(f, 'connection') });
const delivery = (f: Fields) => ({ connection: text(f, 'connection'), interaction: text(f, 'interaction') });

/** Connections and what goes through them. What has something to tell (a new secret, what a check found) stays on its page. */
export const crmForms = {
  saveConnection: form({
    document: gql.SaveConnectionDocument,
    variables: (f) => ({
      input: {
        id: maybe(f, 'connection'),
        name: text(f, 'name'),
        url: text(f, 'url'),
        secret: maybe(f, 'secret'),
        takesImported: text(f, 'takesImported') === 'yes',
        excludedKinds: list(f, 'excludedKinds'),
      },
    }),
  }),
  pauseConnection: form({ document: gql.PauseConnectionDocument, variables: connection, after: stay }),
  resumeConnection: form({ document: gql.ResumeConnectionDocument, variables: connection, after: stay }),
  checkConnection: form({ document: gql.CheckConnectionDocument, variables: connection }),
  retryDelivery: form({ document: gql.RetryDeliveryDocument, variables: delivery, after: stay }),
  retryAllLike: form({ document: gql.RetryAllLikeDocument, variables: delivery }),
  excludeDelivery: form({
    document: gql.ExcludeDeliveryDocument,
    variables: (f) => ({ ...delivery(f), reason: text(f, 'reason') }),
    after: stay,
  }),
} satisfies Record<string, AnyForm>;
