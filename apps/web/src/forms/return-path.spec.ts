import { describe, expect, it } from '@jest/globals';
import { returnPath } from './account.forms';

const after = (back: string) => returnPath(new URL(`https://portal.example/sign-in?return=${encodeURIComponent(back)}`));

describe('where one goes after signing in', () => {
  it('is the page one came from', () => {
    expect(after('/t/abcdefgh/title?order=NEWEST#reply')).toBe('/t/abcdefgh/title?order=NEWEST#reply');
    expect(returnPath(new URL('https://portal.example/sign-in'))).toBe('/');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    'https:evil.example',
    '///evil.example',
    '/.//evil.example',
    '/..//evil.example/x',
  ])('is never another place: %j', (back) => {
    const to = after(back);
    expect(to.startsWith('/')).toBe(true);
    expect(new URL(to, 'https://portal.example').origin).toBe('https://portal.example');
  });
});
