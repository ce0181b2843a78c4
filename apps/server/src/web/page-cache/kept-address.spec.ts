import { describe, expect, it } from '@jest/globals';
import { addressOf } from './kept-address.js';

describe('an address that is kept', () => {
  it.each([
    ['/', '/'],
    ['/t/0123abcd/how-is-it', '/t/0123abcd/how-is-it'],
    ['/t/0123abcd/how-is-it?order=newest', '/t/0123abcd/how-is-it?order=newest'],
    ['/ideas?status=planned&order=votes', '/ideas?order=votes&status=planned'],
    ['/ideas?order=votes&status=planned', '/ideas?order=votes&status=planned'],
    ['/tags/sound?kind=question', '/tags/sound?kind=question'],
    ['/faq/player', '/faq/player'],
    ['/people/anna', '/people/anna'],
  ])('%s is kept as %s', (url, kept) => expect(addressOf(url)?.url).toBe(kept));

  it.each([
    ['/t/0123abcd', 'has no name yet'],
    ['/t/0123ABCD/how-is-it', 'is another spelling'],
    ['/t/0123abcd/how-is-it/edit', 'is a form'],
    ['/t/0123abcd/how-is-it?after=x', 'has a cursor'],
    ['/t/0123abcd/how-is-it?order=x', 'has an unknown value'],
    ['/t/0123abcd/how-is-it?order=newest&order=newest', 'says a thing twice'],
    ['/t/0123abcd/how-is-it?', 'has an empty query'],
    ['/?utm_source=x', 'has an unknown parameter'],
    ['/?__proto__=x', 'has a name of every object'],
    ['/questions?lang=ru', 'sets a cookie'],
    ['/questions?filter=mine', 'is about the reader'],
    ['/search?q=x', 'is what one visitor looked for'],
    ['/ask', 'shows a draft'],
    ['//', 'is no plain address'],
    ['/people/%61nna', 'is escaped'],
  ])('%s is not: it %s', (url) => expect(addressOf(url)).toBeUndefined());
});
