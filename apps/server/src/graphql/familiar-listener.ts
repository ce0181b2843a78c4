import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import type { PortalContext } from '@veche/identity';
import { Operations } from './operations.js';

/** Notes what Apollo executes: by then a document is valid and within every limit. */
@Plugin()
export class FamiliarListener implements ApolloServerPlugin<PortalContext> {
  constructor(private readonly operations: Operations) {}

  async requestDidStart(): Promise<GraphQLRequestListener<PortalContext>> {
    return {
      executionDidStart: async ({ source, document }) => this.operations.familiar.heard(source, document),
    };
  }
}
