export * from './documents/search.projection.js';
export * from './queries/search-recorder.js';
export * from './queries/search-result.type.js';
export * from './queries/search.service.js';
export * from './search.module.js';
export * from './topics/similar.service.js';
