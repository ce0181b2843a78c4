import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import en from '../../i18n/en/crm.json' with { type: 'json' };
import ru from '../../i18n/ru/crm.json' with { type: 'json' };
import { groupKinds, kindKey } from './kinds.ts';

/** The committed list of what the log knows. */
const kinds = Object.keys(JSON.parse(readFileSync('libs/interactions/kinds.json', 'utf8')) as object);

function words(messages: unknown, key: string): unknown {
  return key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], messages);
}

describe('kinds of interactions', () => {
  it.each([
    ['English', en],
    ['Russian', ru],
  ])('each have a name in %s, and so has each group', (_, crm) => {
    expect(kinds.length).toBeGreaterThan(20);
    const keys = [...kinds.map(kindKey), ...groupKinds(kinds).map(({ group }) => `crm.group.${group}`)];
    expect(keys.filter((key) => typeof words({ crm }, key) !== 'string')).toEqual([]);
  });
});
