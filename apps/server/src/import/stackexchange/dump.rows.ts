import type { Message } from '@veche/platform';
import { z } from 'zod';

/** What an attribute must be; the key into the sentences for who has a broken dump. */
type Shape = 'id' | 'integer' | 'date' | 'text';

const EXPECTED: Record<Shape, Message> = {
  id: { en: 'a number', ru: 'номер' },
  integer: { en: 'a whole number', ru: 'целое число' },
  date: { en: 'a date like 2011-10-11T19:42:20.713', ru: 'дата вида 2011-10-11T19:42:20.713' },
  text: { en: 'a text', ru: 'текст' },
};

/** Largest value of PostgreSQL's integer. */
const LARGEST = 2_147_483_647;

const id = z.string('id').regex(/^-?\d{1,18}$/, 'id');
const integer = z
  .string('integer')
  .regex(/^-?\d{1,10}$/, 'integer')
  .transform(Number)
  .refine((value) => Math.abs(value) <= LARGEST, 'integer');
/** Dates in a dump are UTC without saying so. */
const date = z
  .string('date')
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?Z?$/, 'date')
  .transform((value) => new Date(value.endsWith('Z') ? value : `${value}Z`))
  .refine((value) => !Number.isNaN(value.getTime()), 'date');
const text = z.string('text');

/** A row of Users.xml. Attributes that the portal has no place for are left out. */
export const userRow = z.object({ Id: id, DisplayName: text.default(''), AboutMe: text.default(''), CreationDate: date });
export type UserRow = z.infer<typeof userRow>;

/** A row of Posts.xml: question (1), answer (2), or something else, of which only the number of its kind matters. */
export const postRow = z.object({
  Id: id,
  PostTypeId: id,
  ParentId: id.optional(),
  AcceptedAnswerId: id.optional(),
  CreationDate: date,
  LastActivityDate: date.optional(),
  LastEditDate: date.optional(),
  ClosedDate: date.optional(),
  Score: integer.default(0),
  Title: text.default(''),
  Body: text.default(''),
  Tags: text.default(''),
  OwnerUserId: id.optional(),
  OwnerDisplayName: text.optional(),
});
export type PostRow = z.infer<typeof postRow>;

/** A row of Comments.xml. */
export const commentRow = z.object({
  Id: id,
  PostId: id,
  Score: integer.default(0),
  Text: text.default(''),
  CreationDate: date,
  UserId: id.optional(),
  UserDisplayName: text.optional(),
});
export type CommentRow = z.infer<typeof commentRow>;

/** The first thing that is wrong with a row's attributes, as a sentence. */
export function sayIssue(error: z.ZodError): Message {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? 'Id');
  const expected = EXPECTED[(issue?.message ?? 'text') as Shape] ?? EXPECTED.text;
  return {
    en: `the row's attribute ${name} must be ${expected.en}.`,
    ru: `в строке таблицы у атрибута ${name} должно быть: ${expected.ru}.`,
  };
}
