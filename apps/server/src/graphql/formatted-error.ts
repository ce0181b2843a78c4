import type { GraphQLFormattedError } from 'graphql';

const CODES: Record<string, string> = {
  GRAPHQL_PARSE_FAILED: 'INVALID',
  GRAPHQL_VALIDATION_FAILED: 'INVALID',
  BAD_USER_INPUT: 'INVALID',
  BAD_REQUEST: 'INVALID',
  OPERATION_RESOLUTION_FAILURE: 'INVALID',
  PERSISTED_QUERY_NOT_SUPPORTED: 'NOT_FOUND',
  INTERNAL_SERVER_ERROR: 'INTERNAL',
};

/** Whether a part of the answer is missing because the database is away: then it is worth asking again soon. */
export function isUnavailable(errors: readonly GraphQLFormattedError[] | undefined): boolean {
  return (
    errors !== undefined && errors.some(({ extensions }) => extensions?.['code'] === 'INTERNAL' && extensions['retryAfter'] !== undefined)
  );
}

/** Every error of GraphQL as it leaves, whoever executed: Apollo's own codes as ours, and nothing else of it. */
export function formattedError({ message, locations, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const { code: given, field, retryAfter } = (extensions ?? {}) as { code?: string; field?: string; retryAfter?: number };
  const code = CODES[given ?? 'INTERNAL_SERVER_ERROR'] ?? given;
  return {
    message: code === 'INTERNAL' && given !== 'INTERNAL' ? 'Something on our side failed.' : message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code, ...(field && { field }), ...(retryAfter && { retryAfter }) },
  };
}
