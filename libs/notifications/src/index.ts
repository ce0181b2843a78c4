export * from './inbox/inbox.service.js';
export * from './inbox/notification.type.js';
export { STOP_PATH } from './mail/mail-links.js';
export * from './mail/mail-preference.service.js';
export * from './mail/mail.service.js';
export * from './notifications.module.js';
export * from './telling/notification.consumer.js';
