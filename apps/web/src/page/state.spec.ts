import { describe, expect, it } from '@jest/globals';
import { embed, packData, unpackData } from './state.ts';

const author = { __typename: 'Person', id: 'p', name: 'Анна', handle: 'anna' };
const data = {
  topic: {
    id: 't',
    bodyHtml: '<p>Sound stops</p>',
    author,
    replies: [
      { id: 'r1', bodyHtml: '<p>One</p>', author, can: { vote: true, edit: false, delete: false } },
      { id: 'r2', bodyHtml: '<p>Two</p>', author, can: { vote: true, edit: false, delete: false } },
    ],
    note: null,
  },
};
const html = '<div class="prose" data-body="t"><p>Sound stops</p></div><div class="prose" data-body="r1"><p>One</p></div>';
const extracted = { 42: { data: JSON.stringify(data) } };

describe('the data that travels with a page', () => {
  it('comes back as it was', () => {
    document.body.innerHTML = html;
    const travelled = JSON.parse(embed(packData(extracted, html)));
    expect(JSON.parse(unpackData(travelled, document)[42]!.data!)).toEqual(data);
  });

  it('leaves out texts that stand in the markup, and keeps those that do not', () => {
    const text = embed(packData(extracted, html));
    expect(text).not.toContain('Sound stops');
    expect(text).toContain('Two');
  });

  it('holds an object that repeats once', () => {
    expect(embed(packData(extracted, html)).match(/Анна/g)).toHaveLength(1);
  });

  it('cannot close its script element', () => {
    expect(embed({ title: '</script><!--\u2028' })).toBe('{"title":"\\u003c/script>\\u003c!--\\u2028"}');
  });
});
