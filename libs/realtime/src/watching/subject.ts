import { z } from 'zod';

const slug = z.string().min(1).max(200);

/** A page of a list shows at most so many rows. */
const MOST_ROWS = 50;

/** What can be watched: one topic, the topics that come to a list, or the votes on those that stand in it. */
const subjectSchema = z.union([
  z.strictObject({ topic: z.uuid().toLowerCase() }),
  z.strictObject({ rows: z.array(z.uuid().toLowerCase()).min(1).max(MOST_ROWS) }),
  z.strictObject({
    list: z.strictObject({
      kind: z.enum(['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'UPDATE']).optional(),
      product: slug.optional(),
      tag: slug.optional(),
    }),
  }),
]);

export type Wanted = z.infer<typeof subjectSchema>;
/** What one room is about. */
export type Subject = Exclude<Wanted, { rows: unknown }>;
/** Which topics a list shows. */
export type ListSpec = Extract<Subject, { list: unknown }>['list'];

export const watchSchema = z.strictObject({
  subject: subjectSchema,
  /** Where the last connection ended. */
  after: z.string().max(200).optional(),
  /** When what the browser shows was true, in milliseconds since 1970, by the portal's clock: for the first connection. */
  since: z.int().nonnegative().optional(),
});
export const unwatchSchema = z.strictObject({ subject: subjectSchema });

/** Everybody may be in the room of everything: it is a wish and grants nothing. What is told in it asks for the audience's room besides. */
export function roomOf(subject: Subject): string {
  if ('topic' in subject) return `topic:${subject.topic}`;
  const { kind, product, tag } = subject.list;
  return `list:${JSON.stringify([kind ?? null, product ?? null, tag ?? null])}`;
}

/** The list that a room is about; undefined for a room of another sort. */
export function listOfRoom(room: string): ListSpec | undefined {
  if (!room.startsWith('list:')) return undefined;
  const [kind, product, tag] = JSON.parse(room.slice('list:'.length)) as [ListSpec['kind'] | null, string | null, string | null];
  return { ...(kind && { kind }), ...(product && { product }), ...(tag && { tag }) };
}
