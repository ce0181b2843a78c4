// The only file that knows what "visible" means. It says so in one rule and renders the rule five ways:
// an SQL condition, a search filter, socket rooms, an answer about one row, and a choice of recipients.
// `visible.spec.ts` holds the five together on random viewers and rows.
//
// A row is visible to a viewer when
//   1. the viewer belongs to its audience (staff belong to every private one), and
//   2. its topic is published, or the viewer wrote it, or keeps order there, and
//   3. it is itself published, or the viewer wrote it, or keeps order there, and
//   4. the answer it comments on, if any, is published, or the viewer keeps order there.
// Moderators and admins of the site keep order in every audience that they belong to, those who lead a group in that group's.
import { type Sql, sql, verbatim } from '@veche/platform';
import { PRIVATE_FROM } from './audiences/audience.js';
import type { GroupType } from './audiences/group-type.js';
import { type Viewer, ledAudiences, moderates, seesPrivate } from './viewer.js';

export type ContentState = 'published' | 'held' | 'hidden' | 'deleted';

/** What the rule asks about a topic. */
export interface GatedTopic {
  audienceId: number;
  state: ContentState;
  authorPersonId: string | null;
}

/** What the rule asks about a reply; other children (a vote, a file, a status) are asked about like a topic. */
export interface GatedReply extends GatedTopic {
  topicState: ContentState;
  parentState: ContentState | null;
}

/** Does the viewer belong to this audience? Part 1 of the rule. */
export function inAudience(viewer: Viewer, audienceId: number): boolean {
  return viewer.audienceIds.includes(audienceId) || (seesPrivate(viewer) && audienceId >= PRIVATE_FROM);
}

/** The rule, asked about one row that is in hand. */
export function canSee(viewer: Viewer, row: GatedTopic | GatedReply): boolean {
  if (!inAudience(viewer, row.audienceId)) return false;
  if (moderates(viewer) || ledAudiences(viewer).includes(row.audienceId)) return true;
  const own = viewer.personId !== null && row.authorPersonId === viewer.personId;
  if (!('topicState' in row)) return row.state === 'published' || own;
  return (
    row.topicState === 'published' && (row.state === 'published' || own) && (row.parentState === null || row.parentState === 'published')
  );
}

/** Which of the candidates may be told about the row. Asked again at every delivery, never remembered. */
export function recipients<T extends Viewer>(row: GatedTopic | GatedReply, candidates: readonly T[]): T[] {
  return candidates.filter((candidate) => canSee(candidate, row));
}

/** The rule as a condition on a row of `topic` under this alias. */
export function visibleTopic(viewer: Viewer, alias: string): Sql {
  const t = verbatim(alias);
  if (moderates(viewer)) return audienceCondition(viewer, t);
  return sql`(${audienceCondition(viewer, t)} and ${orLed(viewer, t, ownOr(viewer, t, sql`${t}.state = 'published'`))})`;
}

/** The rule as a condition on a row of `reply` under this alias. */
export function visibleReply(viewer: Viewer, alias: string): Sql {
  const r = verbatim(alias);
  if (moderates(viewer)) return audienceCondition(viewer, r);
  const out = sql`${r}.topic_state = 'published' and ${ownOr(viewer, r, sql`${r}.state = 'published'`)}
    and (${r}.parent_state is null or ${r}.parent_state = 'published')`;
  return sql`(${audienceCondition(viewer, r)} and ${orLed(viewer, r, out)})`;
}

/** The rule for rows that only hang on a topic (votes, tags, statuses, demand): they are seen with it. */
export function visibleWithTopic(viewer: Viewer, alias: string): Sql {
  const c = verbatim(alias);
  if (moderates(viewer)) return audienceCondition(viewer, c);
  return sql`(${audienceCondition(viewer, c)} and ${orLed(viewer, c, sql`${c}.topic_state = 'published'`)})`;
}

function audienceCondition(viewer: Viewer, row: Sql): Sql {
  const own = sql`${row}.audience_id = any(${[...viewer.audienceIds]}::integer[])`;
  return seesPrivate(viewer) ? sql`(${own} or ${row}.audience_id >= ${PRIVATE_FROM})` : own;
}

/** Whoever leads a group sees what is not out in the open there, too. Nothing is said where there is no such group: most statements stay as short. */
function orLed(viewer: Viewer, row: Sql, out: Sql): Sql {
  const led = ledAudiences(viewer);
  return led.length === 0 ? out : sql`((${out}) or ${row}.audience_id = any(${led}::integer[]))`;
}

function ownOr(viewer: Viewer, row: Sql, published: Sql): Sql {
  return viewer.personId === null ? published : sql`(${published} or ${row}.author_person_id = ${viewer.personId})`;
}

/** The rule for rows that have an audience and nothing else (a group's description). */
export function visibleForAudience(viewer: Viewer, alias: string): Sql {
  return audienceCondition(viewer, verbatim(alias));
}

/** May the viewer know that there is such a group, and its name? What is in it is asked about row by row. */
export function visibleGroup(viewer: Viewer, alias: string): Sql {
  const g = verbatim(alias);
  const named = sql`${g}.type <> 'UNLISTED'`;
  // Who belongs to which audience is not granted to portal_public.
  return viewer.personId === null ? named : sql`(${named} or ${g}.audience_id = any(${[...viewer.audienceIds]}::integer[]))`;
}

/** The same of a group in hand. */
export function canSeeGroup(viewer: Viewer, group: { type: GroupType; audienceId: number }): boolean {
  return group.type !== 'UNLISTED' || viewer.audienceIds.includes(group.audienceId);
}

/** A filter over the fields `audience` (integer) and `published` (boolean) of a search document, in Meilisearch's language. */
export function searchFilter(viewer: Viewer): string {
  const own = `audience IN [${viewer.audienceIds.join(', ')}]`;
  const audiences = seesPrivate(viewer) ? `(${own} OR audience >= ${PRIVATE_FROM})` : own;
  // What is not published is found in its own place (drafts, moderation), not by search.
  return `${audiences} AND published = true`;
}

/** Rooms whose signals the viewer may hear; a row's signal goes to the room of its audience. */
export function socketRooms(viewer: Viewer): string[] {
  const rooms = viewer.audienceIds.map(audienceRoom);
  return seesPrivate(viewer) ? [...rooms, 'audience:private'] : rooms;
}

/** Rooms to which a published row of this audience is signalled. */
export function roomsOf(audienceId: number): string[] {
  return audienceId >= PRIVATE_FROM ? [audienceRoom(audienceId), 'audience:private'] : [audienceRoom(audienceId)];
}

function audienceRoom(audienceId: number): string {
  return `audience:${audienceId}`;
}
