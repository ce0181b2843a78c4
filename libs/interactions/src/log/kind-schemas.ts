import { z } from 'zod';
import { KINDS, type Whose } from './kinds.js';

/** What receivers of the log are promised about one kind of interaction. */
export interface KindSchema {
  /** What happened, in a sentence. */
  description: string;
  /** Whose record it belongs to (decision 3). */
  record: Whose;
  /** JSON Schema (draft 2020-12) of the payload. */
  payload: Record<string, unknown>;
}

/** Every kind of interaction as JSON Schema; committed as `libs/interactions/kinds.json`. */
export function interactionSchemas(): Record<string, KindSchema> {
  return Object.fromEntries(
    Object.entries(KINDS).map(([kind, { says, whose, payload }]) => [
      kind,
      { description: says, record: whose, payload: z.toJSONSchema(payload) as Record<string, unknown> },
    ]),
  );
}
