import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import type { WithContext } from '../http/portal-request.js';
import { FamiliarListener } from './familiar-listener.js';
import { formattedError } from './formatted-error.js';
import { MAX_TOKENS, costLimit, shapeLimits } from './limits.js';
import { Operations } from './operations.js';
import { readyFirst } from './ready-first.js';
import { RefusalFilter } from './refusal.filter.js';

/** GraphQL: Apollo for foreign documents at /graphql, `Operations` for our own and for pages in process. */
@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      path: '/graphql',
      autoSchemaFile: true,
      sortSchema: true,
      transformSchema: readyFirst,
      // The schema is public and committed (decision 26); what it might suggest is not needed.
      introspection: true,
      graphiql: false,
      playground: false,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      // Our own documents are known by hash (own-operations.ts); nobody else's text is kept here.
      persistedQueries: false,
      hideSchemaDetailsFromClientErrors: true,
      includeStacktraceInErrorResponses: false,
      parseOptions: { maxTokens: MAX_TOKENS },
      validationRules: [shapeLimits],
      plugins: [costLimit],
      context: ({ req }: { req: Request & WithContext; res: Response }) => req.portal,
      formatError: formattedError,
    }),
  ],
  providers: [Operations, FamiliarListener, { provide: APP_FILTER, useClass: RefusalFilter }],
})
export class ApiModule {}
