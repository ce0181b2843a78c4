export { holdsCluster, startPostgres, type EmbeddedPostgres, type StartOptions } from './supervisor.js';
