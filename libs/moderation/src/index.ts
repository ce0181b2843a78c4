export * from './acts/act.reader.js';
export * from './acts/act.service.js';
export * from './audit/audit.reader.js';
export * from './cases/case.reader.js';
export * from './flags/flag.service.js';
export * from './moderation.module.js';
export * from './moderation.words.js';
export * from './settings/first-posts.service.js';
