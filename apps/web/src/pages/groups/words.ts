import type { GroupType } from '../../gql/generated/graphql.ts';

/** A sign for who sees a group; always beside its word. */
export const TYPE_ICONS: Record<GroupType, string> = { PUBLIC: 'globe', CLOSED: 'lock', UNLISTED: 'eye-off' };
