import { MarkNotificationsReadDocument } from '../gql/generated/graphql.ts';
import { form, list, stay, type AnyForm } from './form.ts';

/** The inbox. */
export const notificationForms = {
  markRead: form({ document: MarkNotificationsReadDocument, variables: (f) => ({ ids: list(f, 'ids') }), after: stay }),
  markAllRead: form({ document: MarkNotificationsReadDocument, variables: () => ({}), after: stay }),
} satisfies Record<string, AnyForm>;
