import { Injectable } from '@nestjs/common';
import type { Connector } from './connector.js';
import { WebhookConnector } from './webhook/webhook.connector.js';

/** Kinds of CRM that a connection may lead to. */
export type ConnectionKind = 'webhook';

/** Every connector there is, by kind. */
@Injectable()
export class Connectors {
  private readonly byKind: Readonly<Record<ConnectionKind, Connector>>;

  constructor(webhook: WebhookConnector) {
    this.byKind = { webhook };
  }

  of(kind: ConnectionKind): Connector {
    return this.byKind[kind];
  }
}
