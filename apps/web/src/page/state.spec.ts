import { describe, expect, it } from '@jest/globals';
import { CombinedError } from '@urql/core';
import { knownShapes } from '../gql/generated/shapes.ts';
import { embed, packData, unpackData } from './state.ts';

const author = { __typename: 'Person', id: 'p', name: 'Анна', handle: 'anna' };
const can = { vote: true, edit: false, delete: false };
const data = {
  topic: {
    id: 't',
    bodyHtml: '<p>Sound stops</p>',
    author,
    replies: [
      { id: 'a', bodyHtml: '<p>One</p>', votes: -1, author, can },
      { id: 'b', bodyHtml: '<p>Two</p>', votes: 0, author, can },
      { id: 'c', bodyHtml: '<p>Three</p>', votes: 1, author: null, can },
    ],
    empty: [],
    numbers: [0, [1, -1], {}],
    note: null,
  },
};
const html = `<div data-body="t"><p>Sound stops</p></div>
  <article id="r-a"><div data-body dir="auto"><p>One</p></div><div id="r-c"><div data-body=""><p>Three</p></div></div></article>
  <article id="r-b"><form></form></article>`;
const answered = new Map([[42, { data }]]);

describe('the data that travels with a page', () => {
  it('comes back as it was', () => {
    document.body.innerHTML = html;
    const travelled = JSON.parse(embed(packData(answered, html)));
    expect(JSON.parse(unpackData(travelled, document)[42]!.data!)).toEqual(data);
  });

  it('leaves out texts that stand in the markup, and keeps those that do not', () => {
    const text = embed(packData(answered, html));
    expect(text).not.toMatch(/Sound stops|One|Three/);
    expect(text).toContain('Two');
  });

  it('holds an object that repeats once, and the names of a shape once', () => {
    const text = embed(packData(answered, html));
    expect(text.match(/Анна/g)).toHaveLength(1);
    expect(text.match(/"bodyHtml","votes"/g)).toHaveLength(1);
  });

  it('does not name what the browser’s own scripts know, and names all else', () => {
    const topic = { __typename: 'Topic', id: 't', path: '/t/x/y', title: 'Sound', votes: 3 };
    const reordered = { __typename: 'Topic', title: 'Sound', id: 'u', path: '/t/u/y', votes: 4 };
    const answers = new Map([
      [1, { data: { topics: [topic, { ...topic, id: 's', extra: [topic] }, reordered, { ...topic, __typename: 'Reply' }] } }],
    ]);
    const packed = packData(answers, '');
    expect(packed.shapes).toEqual([
      ['', 'topics'],
      ['Topic', 'id', 'path', 'title', 'votes', 'extra'],
      ['Topic', 'title', 'id', 'path', 'votes'],
      ['Reply', 'id', 'path', 'title', 'votes'],
    ]);
    expect(JSON.parse(unpackData(JSON.parse(embed(packed)), document)[1]!.data!)).toEqual(answers.get(1)!.data);
  });

  it('knows each shape once', () => {
    expect(knownShapes.length).toBeGreaterThan(20);
    expect(new Set(knownShapes.map(String)).size).toBe(knownShapes.length);
  });

  it('tells what failed', () => {
    const graphQLErrors = [{ message: 'no', extensions: { code: 'INTERNAL' } }];
    const failed = new Map([[7, { error: new CombinedError({ graphQLErrors }) }]]);
    expect(unpackData(JSON.parse(embed(packData(failed, ''))), document)[7]).toEqual({ error: { graphQLErrors } });
  });

  it('cannot close its script element', () => {
    expect(embed({ title: '</script><!--\u2028' })).toBe('{"title":"\\u003c/script>\\u003c!--\\u2028"}');
  });
});
