import { Type } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { type Refusal, invalid } from '../errors/refusal.js';

@ObjectType()
export class PageInfo {
  @Field()
  hasNextPage: boolean;

  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

/** A page of a keyset list. There is no total: counting is what makes lists slow (speed.md, lesson 4). */
export interface Page<T> {
  nodes: T[];
  pageInfo: PageInfo;
}

/** The GraphQL type of a page: `class TopicConnection extends Paginated(Topic) {}` with its own `@ObjectType()`. */
export function Paginated<T>(node: Type<T>): Type<Page<T>> {
  @ObjectType({ isAbstract: true })
  abstract class Connection implements Page<T> {
    @Field(() => [node])
    nodes: T[];

    @Field(() => PageInfo)
    pageInfo: PageInfo;
  }
  return Connection as Type<Page<T>>;
}

/** Where a page ends: the sort values of its last row, opaque to clients. */
export type Keyset = readonly (string | number | null)[];

export function encodeCursor(key: Keyset): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The sort values behind a cursor.
 * @throws Refusal INVALID when it is not one of ours: wrong form, wrong number or kind of values
 */
export function decodeCursor(cursor: string, kinds: readonly ('number' | 'string')[]): Keyset {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === kinds.length && key.every((value, i) => typeof value === kinds[i])) {
      return key as Keyset;
    }
  } catch {
    // Falls through to the refusal: a cursor is input like any other.
  }
  throw damagedCursor();
}

/** A cursor that is not one of ours. */
export function damagedCursor(): Refusal {
  return invalid('after', {
    en: 'This page address is damaged; start from the first page.',
    ru: 'Адрес страницы испорчен; начните с первой.',
  });
}

/**
 * Makes a page from `first + 1` rows: the extra row only tells that there is more.
 * @param key the sort values of a row, as `decodeCursor` will return them
 */
export function pageOf<T>(rows: T[], first: number, key: (row: T) => Keyset): Page<T> {
  const nodes = rows.slice(0, first);
  const last = nodes.at(-1);
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: last === undefined ? null : encodeCursor(key(last)) } };
}

/** `first` as asked for, held between 1 and 50. */
export function pageSize(first: number | undefined | null, standard = 20): number {
  return Math.min(50, Math.max(1, Math.trunc(first ?? standard) || 1));
}
