import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { FamiliarDocuments } from './familiar-documents.js';

const schema = buildSchema('type Query { votes(first: Int): Int }');
const often = (documents: FamiliarDocuments, text: string) => {
  for (let i = 0; i < 12; i++) documents.heard(text, parse(text));
};

describe('a document of somebody else’s that comes again and again', () => {
  it('is compiled', () => {
    const documents = new FamiliarDocuments(schema);
    often(documents, '{ votes }');
    expect(documents.find('{ votes }', undefined, {})).toBeDefined();
  });

  it('goes on as before when it cannot be compiled, and fails nobody', () => {
    const documents = new FamiliarDocuments(schema);
    const text = 'query ($first: Unheard) { votes(first: $first) }';
    expect(() => often(documents, text)).not.toThrow();
    expect([documents.knows(text), documents.find(text, undefined, {})]).toEqual([true, undefined]);
    often(documents, '{ votes }');
    expect(documents.find('{ votes }', undefined, {})).toBeDefined();
  });
});
