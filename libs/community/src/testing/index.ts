export * from './community-world.js';
