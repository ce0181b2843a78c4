import sqlTag, { empty, join, raw, type Sql } from 'sql-template-tag';

/** SQL text whose every `${value}` is a bound parameter; pieces nest. The only way in which SQL is written here. */
export const sql = sqlTag;
/** Nothing: for conditions that are not there. */
export const none: Sql = empty;
/** Pieces joined, by ", " unless told. */
export const joined = join;
/** Text as it stands. For names written in our own code, never for input. */
export const verbatim = raw;
export type { Sql };
