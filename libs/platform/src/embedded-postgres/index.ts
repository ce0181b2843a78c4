export { startPostgres, type EmbeddedPostgres, type StartOptions } from './supervisor.js';
