import { existsSync, readFileSync } from 'node:fs';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import { CompiledOperation } from './compiled-operation.js';

/**
 * The web application's own documents, known by their hash (`sha256:…`) or their exact text. They were written by us, so they are
 * parsed, validated and compiled once in the life of the process, and no limit is asked at each request.
 */
export class OwnDocuments {
  private readonly texts = new Map<string, string>();
  private readonly compiled = new Map<string, CompiledOperation>();

  /** @param texts hash → text, as the web's build wrote them */
  constructor(
    private readonly schema: GraphQLSchema,
    texts: Readonly<Record<string, string>>,
  ) {
    for (const [hash, text] of Object.entries(texts)) this.texts.set(hash, text).set(text, text);
  }

  /** The documents of a build of the web application; none where it was not built. */
  static ofBuild(schema: GraphQLSchema, file: string): OwnDocuments {
    return new OwnDocuments(schema, existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {});
  }

  /** @param query a hash or a text; undefined of whatever is not ours to the letter */
  find(query: string): CompiledOperation | undefined {
    const text = this.texts.get(query);
    if (text === undefined) return undefined;
    const known = this.compiled.get(text);
    if (known !== undefined) return known;
    const made = new CompiledOperation(this.schema, this.valid(parse(text)));
    this.compiled.set(text, made);
    return made;
  }

  /** @throws Error when the web was built for another schema */
  private valid(document: DocumentNode): DocumentNode {
    const [fault] = validate(this.schema, document);
    if (fault !== undefined) throw new Error(`a document of the web does not fit the schema: ${fault.message}`);
    return document;
  }
}
