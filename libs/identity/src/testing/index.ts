export * from './fake-networks.js';
