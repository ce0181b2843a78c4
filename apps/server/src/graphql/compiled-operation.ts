import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, Kind, OperationTypeNode, execute } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

/**
 * A document's only operation compiled to JavaScript by graphql-jit. For documents that are ours or `isHarmlessAsCode`: graphql-jit
 * 0.8.9 writes literal arguments into the code that it makes, and a text that holds its private mark for dates would run as code.
 */
export class CompiledOperation {
  /** It changes nothing. */
  readonly isQuery: boolean;
  private readonly query: CompiledQuery['query'];

  /** @throws Error when it cannot be compiled */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
  ) {
    const compiled = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
    if (!isCompiledQuery(compiled)) throw new Error(`graphql-jit: ${compiled.errors?.[0]?.message}`);
    this.query = compiled.query;
    this.isQuery = document.definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === OperationTypeNode.QUERY);
  }

  /** @returns without `data` when the variables do not fit */
  async execute(variables: Record<string, unknown>, context: unknown): Promise<ExecutionResult> {
    const result = await this.query(undefined, context, variables);
    return 'data' in result ? result : this.explained(variables, context);
  }

  /** Nothing was resolved yet. graphql-js says why, in the words that foreign documents get too. */
  private async explained(variableValues: Record<string, unknown>, contextValue: unknown): Promise<ExecutionResult> {
    const result = await execute({ schema: this.schema, document: this.document, variableValues, contextValue });
    if (result.data !== undefined) return result;
    return { errors: (result.errors ?? []).map(unfit) };
  }
}

function unfit({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
