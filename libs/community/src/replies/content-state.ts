import { registerEnumType } from '@nestjs/graphql';
import type { ContentState as StoredState } from '@veche/visibility';

/** States of a topic or reply as the API spells them; tables and the gate spell them in lower case. */
export const ContentState = { PUBLISHED: 'PUBLISHED', HELD: 'HELD', HIDDEN: 'HIDDEN', DELETED: 'DELETED' } as const;
export type ContentState = Uppercase<StoredState>;
registerEnumType(ContentState, { name: 'ContentState' });
