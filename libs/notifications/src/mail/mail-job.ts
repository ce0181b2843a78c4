/** The job that sends what is due: woken with each new notification, and by the clock for what failed or was left by a killed worker. */
export const MAIL_JOB = 'mail';
