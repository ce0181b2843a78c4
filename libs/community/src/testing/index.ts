export * from './community.js';
