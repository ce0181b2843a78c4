export * from './people/person.sql.js';
export * from './people/person.type.js';
export * from './sessions/portal-context.js';
