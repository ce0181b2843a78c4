import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { logger } from '@veche/platform';
import { LRUCache } from 'lru-cache';
import { CompiledOperation } from './compiled-operation.js';
import { MAX_COST } from './document-shape.js';
import { costOf } from './limits.js';

/** A text that came this often is worth compiling: that costs what some ten executions do. */
const FAMILIAR = 10;
const MOST = 300;

/** A query that programs of others repeat. */
interface Familiar {
  times: number;
  operation?: CompiledOperation;
  document: DocumentNode;
  name: string | undefined;
  /** No bound and no directive depends on variables: what it cost once it costs always. */
  hasFixedCost: boolean;
}

/**
 * Queries of others that Apollo parsed, validated and let through its limits again and again. They are compiled like our own and the
 * limit on cost is asked of every request whose variables could change it.
 */
export class FamiliarDocuments {
  private readonly known = new LRUCache<string, Familiar>({ max: MOST });

  constructor(private readonly schema: GraphQLSchema) {}

  /** Called when Apollo is about to execute this text: it is valid and within the limits. */
  heard(text: string, document: DocumentNode): void {
    const before = this.known.get(text);
    if (before !== undefined) {
      before.times += 1;
      if (before.times === FAMILIAR) this.compile(before);
      return;
    }
    const query = onlyQuery(document);
    if (query !== undefined && isHarmlessAsCode(document))
      this.known.set(text, { times: 1, document, name: query.name?.value, hasFixedCost: hasFixedCost(document) });
  }

  /** What cannot be compiled goes on as before, by Apollo. */
  private compile(known: Familiar): void {
    try {
      known.operation = new CompiledOperation(this.schema, known.document);
    } catch (error) {
      logger.info({ error: String(error) }, 'a familiar document cannot be compiled');
    }
  }

  /** Whether this text went through every limit before; what depends on its variables is asked again. */
  knows(text: string): boolean {
    return this.known.has(text);
  }

  /** The compiled query of this text; undefined when it is not familiar, or dearer with these variables: Apollo says so then. */
  find(text: string, operationName: string | undefined, variables: Record<string, unknown>): CompiledOperation | undefined {
    const { operation, document, name, hasFixedCost: isFixed } = this.known.get(text) ?? {};
    if (operation === undefined || document === undefined) return undefined;
    if (operationName !== undefined && operationName !== name) return undefined;
    if (!isFixed && costOf({ schema: this.schema, query: document, variables }) > MAX_COST) return undefined;
    return operation;
  }
}

function onlyQuery(document: DocumentNode): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 && operations[0]!.operation === 'query' ? operations[0] : undefined;
}

/**
 * Whether graphql-jit 0.8.9 may write this document into code. It writes literal texts in such a way that one holding its private
 * mark for dates would run, and aliases as plain property names: so there is no text in it at all (programs use variables), and no
 * name that means something on every object.
 */
export function isHarmlessAsCode(document: DocumentNode): boolean {
  let isHarmless = true;
  visit(document, {
    StringValue: () => void (isHarmless = false),
    // Its value is no node of kind Name.
    EnumValue: ({ value }) => {
      if (value.startsWith('__')) isHarmless = false;
    },
    Name: ({ value }) => {
      if (value !== '__typename' && (value.startsWith('__') || value in Object.prototype)) isHarmless = false;
    },
  });
  return isHarmless;
}

function hasFixedCost(document: DocumentNode): boolean {
  let isFixed = true;
  visit(document, {
    Directive: () => void (isFixed = false),
    Argument: ({ name, value }) => {
      if (name.value === 'first' && value.kind === Kind.VARIABLE) isFixed = false;
    },
  });
  return isFixed;
}
