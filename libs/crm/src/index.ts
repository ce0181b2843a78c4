export * from './connections/connection.input.js';
export * from './connections/connection.reader.js';
export * from './connections/connection.service.js';
export * from './connections/connection.type.js';
export * from './crm.module.js';
export { envelopeJsonSchema } from './connectors/webhook/envelope.js';
