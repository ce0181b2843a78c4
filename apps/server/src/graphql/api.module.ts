import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import type { GraphQLFormattedError } from 'graphql';
import type { WithContext } from '../http/portal-request.js';
import { MAX_TOKENS, costLimit, shapeLimits } from './limits.js';
import { RefusalFilter } from './refusal.filter.js';

/** GraphQL over HTTP at /graphql, and the same executor for the pages in process. */
@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      path: '/graphql',
      autoSchemaFile: true,
      sortSchema: true,
      // The schema is public and committed (decision 26); what it might suggest is not needed.
      introspection: true,
      graphiql: false,
      playground: false,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      hideSchemaDetailsFromClientErrors: true,
      includeStacktraceInErrorResponses: false,
      parseOptions: { maxTokens: MAX_TOKENS },
      validationRules: [shapeLimits],
      plugins: [costLimit],
      context: ({ req }: { req: Request & WithContext; res: Response }) => req.portal,
      formatError,
    }),
  ],
  providers: [{ provide: APP_FILTER, useClass: RefusalFilter }],
})
export class ApiModule {}

const CODES: Record<string, string> = {
  GRAPHQL_PARSE_FAILED: 'INVALID',
  GRAPHQL_VALIDATION_FAILED: 'INVALID',
  BAD_USER_INPUT: 'INVALID',
  BAD_REQUEST: 'INVALID',
  OPERATION_RESOLUTION_FAILURE: 'INVALID',
  PERSISTED_QUERY_NOT_FOUND: 'NOT_FOUND',
  INTERNAL_SERVER_ERROR: 'INTERNAL',
};

/** Apollo's own codes as ours; nothing else of an error leaves. */
function formatError({ message, locations, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const { code: given, field, retryAfter } = (extensions ?? {}) as { code?: string; field?: string; retryAfter?: number };
  const code = CODES[given ?? 'INTERNAL_SERVER_ERROR'] ?? given;
  return {
    message: code === 'INTERNAL' && given !== 'INTERNAL' ? 'Something on our side failed.' : message,
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code, ...(field && { field }), ...(retryAfter && { retryAfter }) },
  };
}
