import type { ApolloServerPlugin } from '@apollo/server';
import { type ASTVisitor, GraphQLError, type SelectionSetNode, type ValidationContext } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';

/** Measured on the portal's own documents: the deepest is 8, the dearest 1,400. Twice that is for others. */
export const MAX_DEPTH = 12;
export const MAX_COST = 4_000;
export const MAX_ALIASES = 15;
export const MAX_TOKENS = 2_000;

/** Refuses documents that nest deeper or rename more than any page of ours does. Fragments count where they are spread. */
export function shapeLimits(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field(node) {
      if (node.alias !== undefined && ++aliases === MAX_ALIASES + 1) {
        context.reportError(new GraphQLError(`At most ${MAX_ALIASES} aliases`, { nodes: node }));
      }
    },
    OperationDefinition(node) {
      if (deeperThan(context, node.selectionSet, MAX_DEPTH, new Set())) {
        context.reportError(new GraphQLError(`At most ${MAX_DEPTH} levels`, { nodes: node }));
      }
    },
  };
}

function deeperThan(context: ValidationContext, set: SelectionSetNode | undefined, left: number, spread: ReadonlySet<string>): boolean {
  if (set === undefined) return false;
  if (left < 0) return true;
  return set.selections.some((selection) => {
    if (selection.kind === 'Field')
      return !isIntrospection(selection.name.value) && deeperThan(context, selection.selectionSet, left - 1, spread);
    if (selection.kind === 'InlineFragment') return deeperThan(context, selection.selectionSet, left, spread);
    const name = selection.name.value;
    // A fragment that spreads itself is refused by the specification's own rule.
    if (spread.has(name)) return false;
    return deeperThan(context, context.getFragment(name)?.selectionSet, left, new Set([...spread, name]));
  });
}

/** The schema is public and finite; its description nests deeper than any data. */
function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** Refuses documents that would cost more than MAX_COST fields, lists counted by their `first`. */
export const costLimit: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, request, operationName }) {
        const cost = costOf({ schema, query: document, operationName: operationName ?? undefined, variables: request.variables ?? {} });
        if (cost > MAX_COST)
          throw new GraphQLError(`This costs ${cost}; at most ${MAX_COST} is allowed. Ask for fewer rows.`, {
            extensions: { code: 'INVALID' },
          });
      },
    };
  },
};

type Question = Omit<Parameters<typeof getComplexity>[0], 'estimators'>;

/** What a valid document costs with these variables, in fields. */
export function costOf(question: Question): number {
  try {
    return getComplexity({
      ...question,
      estimators: [pageEstimator, fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    // Variables of the wrong shape: execution refuses them in its own words.
    if (error instanceof GraphQLError) return 0;
    throw error;
  }
}

/** A field with `first` costs that many times what it holds. */
function pageEstimator({ args, childComplexity }: { args: Record<string, unknown>; childComplexity: number }): number | void {
  const first = args['first'];
  if (typeof first === 'number') return 1 + Math.min(50, Math.max(1, first)) * Math.max(1, childComplexity / 2);
}
