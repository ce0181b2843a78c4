import type { ApolloServerPlugin } from '@apollo/server';
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { MAX_COST, excessOf } from './document-shape.js';

/** The longest of our own documents has some 400; others come to no more than a page of text. */
export const MAX_TOKENS = 2_000;

/** Refuses documents that are too much whatever the schema (`excessOf`), on whichever way they came here. */
export function shapeLimits(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const excess = excessOf(document);
      if (excess === undefined) return undefined;
      context.reportError(new GraphQLError(excess));
      // What it holds is not looked at.
      return false;
    },
  };
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
