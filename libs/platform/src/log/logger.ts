import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import { currentRequestId } from './request-context.js';

/** Structured log lines, each with the request or job it belongs to. Secrets never: what is logged is named, not dumped. */
export const logger = pino({
  level: process.env['LOG_LEVEL'] ?? (process.env['NODE_ENV'] === 'test' ? 'silent' : 'warn'),
  base: null,
  mixin: () => {
    const requestId = currentRequestId();
    return requestId === undefined ? {} : { requestId };
  },
});

/** Nest's own lines on the same stream. */
export class NestLog implements LoggerService {
  log(message: unknown, ...rest: unknown[]): void {
    logger.debug({ from: rest.at(-1) }, String(message));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    logger.trace({ from: rest.at(-1) }, String(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    logger.warn({ from: rest.at(-1) }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    logger.error({ from: rest.at(-1), trace: rest[0] }, String(message));
  }
}
