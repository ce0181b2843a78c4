export * from './eventually.js';
export * from './receiver.js';
export * from './statements.js';
export * from './test-database.js';
export * from './xss-corpus.js';
