import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import * as platform from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { readFileSync } from 'node:fs';
import * as audience from './audiences/audience.js';
import { type Rule, compare } from './testing/comparison.js';
import { type RandomWorld, randomWorld } from './testing/random-world.js';
import * as viewer from './viewer.js';

const source = readFileSync(new URL('visible.ts', import.meta.url), 'utf8');

/**
 * Every condition of visible.ts, taken away one at a time: the text that goes and what stands in its place. A condition whose text
 * occurs in several functions is found after the name of its function.
 */
const REMOVALS: [name: string, inFunction: string, condition: string, instead: string][] = [
  ['membership of an audience', 'inAudience', 'viewer.audienceIds.includes(audienceId) || ', ''],
  ['private audiences for staff', 'inAudience', ' || (seesPrivate(viewer) && audienceId >= PRIVATE_FROM)', ''],
  ['that only staff see private audiences', 'inAudience', 'seesPrivate(viewer) && ', ''],
  ['that staff see only private audiences besides', 'inAudience', ' && audienceId >= PRIVATE_FROM', ''],
  ['the audience', 'canSee', 'if (!inAudience(viewer, row.audienceId)) return false;', ''],
  ['the moderator', 'canSee', 'moderates(viewer) || ', ''],
  ['who leads the group', 'canSee', ' || ledAudiences(viewer).includes(row.audienceId)', ''],
  ['that one leads in that group alone', 'canSee', 'ledAudiences(viewer).includes(row.audienceId)', 'ledAudiences(viewer).length > 0'],
  ['that nobody is not the author of what nobody wrote', 'canSee', 'viewer.personId !== null && ', ''],
  ['that own means written by the viewer', 'canSee', ' && row.authorPersonId === viewer.personId', ''],
  ['a published topic', 'canSee', "return row.state === 'published' || own;", 'return own;'],
  ['an own topic', 'canSee', "return row.state === 'published' || own;", "return row.state === 'published';"],
  ["the topic's state", 'canSee', "row.topicState === 'published' && ", ''],
  ["the reply's own state", 'canSee', " && (row.state === 'published' || own)", ''],
  ['a published reply', 'canSee', "(row.state === 'published' || own)", 'own'],
  ['an own reply', 'canSee', "(row.state === 'published' || own)", "row.state === 'published'"],
  ["the parent's state", 'canSee', " && (row.parentState === null || row.parentState === 'published')", ''],
  ['a reply without a parent', 'canSee', 'row.parentState === null || ', ''],
  ['a published parent', 'canSee', " || row.parentState === 'published'", ''],
  ['the choice', 'recipients', 'candidates.filter((candidate) => canSee(candidate, row))', '[...candidates]'],
  ['the moderator', 'visibleTopic', 'if (moderates(viewer)) return audienceCondition(viewer, t);', ''],
  ['the audience', 'visibleTopic', '${audienceCondition(viewer, t)} and ', ''],
  ['the audience for moderators', 'visibleTopic', 'return audienceCondition(viewer, t);', 'return sql`true`;'],
  ["the topic's state", 'visibleTopic', " and ${orLed(viewer, t, ownOr(viewer, t, sql`${t}.state = 'published'`))}", ''],
  ['who leads the group', 'visibleTopic', "orLed(viewer, t, ownOr(viewer, t, sql`${t}.state = 'published'`))", "ownOr(viewer, t, sql`${t}.state = 'published'`)"],
  ['the moderator', 'visibleReply', 'if (moderates(viewer)) return audienceCondition(viewer, r);', ''],
  ['the audience', 'visibleReply', '${audienceCondition(viewer, r)} and ', ''],
  ['the audience for moderators', 'visibleReply', 'return audienceCondition(viewer, r);', 'return sql`true`;'],
  ["the topic's state", 'visibleReply', "${r}.topic_state = 'published' and ", ''],
  ["the reply's own state", 'visibleReply', " and ${ownOr(viewer, r, sql`${r}.state = 'published'`)}", ''],
  ["the parent's state", 'visibleReply', "and (${r}.parent_state is null or ${r}.parent_state = 'published')", ''],
  ['all states', 'visibleReply', ' and ${orLed(viewer, r, out)}', ''],
  ['who leads the group', 'visibleReply', 'orLed(viewer, r, out)', 'out'],
  ['a reply without a parent', 'visibleReply', '${r}.parent_state is null or ', ''],
  ['a published parent', 'visibleReply', " or ${r}.parent_state = 'published'", ''],
  ['the moderator', 'visibleWithTopic', 'if (moderates(viewer)) return audienceCondition(viewer, c);', ''],
  ['the audience', 'visibleWithTopic', '${audienceCondition(viewer, c)} and ', ''],
  ['the audience for moderators', 'visibleWithTopic', 'return audienceCondition(viewer, c);', 'return sql`true`;'],
  ["the topic's state", 'visibleWithTopic', " and ${orLed(viewer, c, sql`${c}.topic_state = 'published'`)}", ''],
  ['who leads the group', 'visibleWithTopic', "orLed(viewer, c, sql`${c}.topic_state = 'published'`)", "sql`${c}.topic_state = 'published'`"],
  ['what is out in the open', 'orLed', '(${out}) or ', ''],
  ['that one leads in that group alone', 'orLed', '${row}.audience_id = any(${led}::integer[])', 'true'],
  ['private audiences for staff', 'audienceCondition', 'seesPrivate(viewer) ? sql`(${own} or ${row}.audience_id >= ${PRIVATE_FROM})` : own', 'own'],
  ['that only staff see private audiences', 'audienceCondition', 'seesPrivate(viewer) ? sql`(${own} or ${row}.audience_id >= ${PRIVATE_FROM})` : own', 'sql`(${own} or ${row}.audience_id >= ${PRIVATE_FROM})`'],
  ['membership of an audience', 'audienceCondition', '${own} or ', ''],
  ['what is published', 'ownOr', '${published} or ', ''],
  ['what is own', 'ownOr', ' or ${row}.author_person_id = ${viewer.personId}', ''],
  ['the audience', 'visibleForAudience', 'return audienceCondition(viewer, verbatim(alias));', 'return sql`true`;'],
  ['that it may be unlisted', 'visibleGroup', "sql`${g}.type <> 'UNLISTED'`", 'sql`true`'],
  ['a name that is public', 'visibleGroup', '${named} or ', ''],
  ['its members', 'visibleGroup', ' or ${g}.audience_id = any(${[...viewer.audienceIds]}::integer[])', ''],
  ['a name that is public', 'canSeeGroup', "group.type !== 'UNLISTED' || ", ''],
  ['its members', 'canSeeGroup', ' || viewer.audienceIds.includes(group.audienceId)', ''],
  ['that only members know', 'canSeeGroup', 'viewer.audienceIds.includes(group.audienceId)', 'true'],
  ['what is published', 'searchFilter', ' AND published = true', ''],
  ['private audiences for staff', 'searchFilter', 'seesPrivate(viewer) ? `(${own} OR audience >= ${PRIVATE_FROM})` : own', 'own'],
  ['that only staff see private audiences', 'searchFilter', 'seesPrivate(viewer) ? `(${own} OR audience >= ${PRIVATE_FROM})` : own', '`(${own} OR audience >= ${PRIVATE_FROM})`'],
  ['membership of an audience', 'searchFilter', '${own} OR ', ''],
  ['private audiences for staff', 'socketRooms', "seesPrivate(viewer) ? [...rooms, 'audience:private'] : rooms", 'rooms'],
  ['that only staff hear private audiences', 'socketRooms', "seesPrivate(viewer) ? [...rooms, 'audience:private'] : rooms", "[...rooms, 'audience:private']"],
  ['membership of an audience', 'socketRooms', '...rooms, ', ''],
  ['the room of all private audiences', 'roomsOf', ", 'audience:private'", ''],
  ['that it is for private audiences', 'roomsOf', "audienceId >= PRIVATE_FROM ? [audienceRoom(audienceId), 'audience:private'] : [audienceRoom(audienceId)]", "[audienceRoom(audienceId), 'audience:private']"],
  ['the room of the one person', 'roomsOf', "[audienceRoom(audienceId), 'audience:private'] :", "['audience:private'] :"],
]; // prettier-ignore

describe('without any one condition of visible.ts', () => {
  let test: TestDatabase;
  let world: RandomWorld;
  beforeAll(async () => {
    test = await testDatabase();
    world = await randomWorld(test.db, 20261122, { topics: 70, answers: 80, comments: 80, askers: 40 });
  });
  afterAll(() => test.close());

  it('the comparison is green with all of them, loaded the same way', async () => {
    expect((await compare(loaded(source), world, test.db)).disagreements).toEqual([]);
  });

  it.each(REMOVALS)('the comparison turns red: %s, in %s', async (_name, inFunction, condition, instead) => {
    const { disagreements } = await compare(loaded(without(inFunction, condition, instead)), world, test.db);
    expect(disagreements.length).toBeGreaterThan(0);
  });

  it('knows every operator that visible.ts has, so that a new condition comes with a removal', () => {
    const code = source.slice(source.indexOf('export function inAudience')).replaceAll(/^\s*\/\/.*$/gm, '');
    const operators = code.match(/&&|\|\||\bif \(| and | AND | or | OR |[^.]\? /g) ?? [];
    // ownOr's `personId === null ? …` and orLed's `length === 0 ? …` only spare PostgreSQL a comparison, so they have
    // no removal; visibleGroup's `personId === null ? …` spares the anonymous role a column that it has no grant on.
    expect(operators).toHaveLength(OPERATORS);
  });
});

/** Counted when the list above was last gone through; count again, and extend the list, when visible.ts changes. */
const OPERATORS = 39;

function without(inFunction: string, condition: string, instead: string): string {
  const start = source.indexOf(`function ${inFunction}`);
  const end = source.indexOf('\n}\n', start);
  const body = source.slice(start, end);
  if (start < 0 || body.split(condition).length !== 2) throw new Error(`${inFunction} does not say "${condition}" exactly once any more`);
  return source.slice(0, start) + body.replace(condition, () => instead) + source.slice(end);
}

/** The text as a module, with the same neighbours as the real one. */
function loaded(text: string): Rule {
  const { code } = transformSync(text, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const neighbours: Record<string, unknown> = { '@veche/platform': platform, './audiences/audience.js': audience, './viewer.js': viewer };
  const module = { exports: {} };
  new Function('require', 'module', 'exports', code)((name: string) => neighbours[name], module, module.exports);
  return module.exports as Rule;
}
