export * from './connections/connection.input.js';
export * from './connections/connection.service.js';
export * from './crm.module.js';
