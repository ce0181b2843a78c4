export * from './demand/demand.js';
export * from './demand/faq.projection.js';
export * from './entries/faq-entry.type.js';
export * from './entries/faq.service.js';
export * from './faq.module.js';
export * from './helped/helped.service.js';
