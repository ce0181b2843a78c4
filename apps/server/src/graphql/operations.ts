import path from 'node:path';
import type { ApolloServer } from '@apollo/server';
import type { ApolloDriver } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { CompiledOperation } from './compiled-operation.js';
import { FamiliarDocuments } from './familiar-documents.js';
import { formattedError } from './formatted-error.js';
import { OwnDocuments } from './own-documents.js';
import { asGraphQLError } from './refusal.filter.js';

/** Written beside the web application's server build (apps/web/vite.config.ts). */
const OWN_DOCUMENTS = path.resolve(import.meta.dirname, '../../../web/dist/server/persisted-documents.json');

/** What a document is answered with; without `data` nothing was executed. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** Executes GraphQL in this process, in one context and with one shape of errors, for pages and for /graphql. */
@Injectable()
export class Operations {
  private documents: OwnDocuments | undefined;
  private others: FamiliarDocuments | undefined;

  constructor(
    private readonly host: GraphQLSchemaHost,
    private readonly modules: ModuleRef,
  ) {}

  /** Our own document of this hash or text. */
  own(query: string): CompiledOperation | undefined {
    return (this.documents ??= OwnDocuments.ofBuild(this.host.schema, OWN_DOCUMENTS)).find(query);
  }

  /** Whether this text was found good before: our own, or one that others repeat. */
  knows(query: string): boolean {
    return this.own(query) !== undefined || this.familiar.knows(query);
  }

  /** Documents of others that came again and again. */
  get familiar(): FamiliarDocuments {
    return (this.others ??= new FamiliarDocuments(this.host.schema));
  }

  /** Runs a document: ours (by hash or text) compiled, any other through Apollo and its limits. */
  async execute(query: string, variables: Record<string, unknown>, context: PortalContext, operationName?: string): Promise<Answer> {
    const own = this.own(query);
    if (own !== undefined) return this.run(own, variables, context);
    const request = { query, variables, ...(operationName !== undefined && { operationName }) };
    const { body } = await this.apollo().executeOperation(request, { contextValue: context });
    if (body.kind !== 'single') throw new Error('nobody asked for a stream');
    return body.singleResult;
  }

  /** Runs one of our own. */
  async run(operation: CompiledOperation, variables: Record<string, unknown>, context: PortalContext): Promise<Answer> {
    const { data, errors } = await operation
      .execute(variables, context)
      .catch((error: unknown): ExecutionResult => ({ errors: [asGraphQLError(error, context.viewer.locale)] }));
    return {
      ...(data !== undefined && { data }),
      ...(errors !== undefined && errors.length > 0 && { errors: errors.map((error) => formattedError(error)) }),
    };
  }

  private apollo(): ApolloServer<PortalContext> {
    const module = this.modules.get<GraphQLModule<ApolloDriver>>(GraphQLModule, { strict: false });
    return module.graphQlAdapter.instance as unknown as ApolloServer<PortalContext>;
  }
}
