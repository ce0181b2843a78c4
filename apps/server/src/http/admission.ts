import type { ServerResponse } from 'node:http';
import type { DatabaseWatch } from '@veche/platform';
import type { NextFunction, Request, Response } from 'express';
import type { LoadLimit } from './load-limit.js';
import { turnAway } from './turned-away.js';

/**
 * Whether a request is begun at all. Nobody waits for a database that is away, and nobody is let in where so many are being served that
 * all would wait too long: a quick "not now" is better than a late answer, and what is served is served well.
 */
export class Admission {
  /** Requests without a first byte of their answer. */
  private readonly waiting = new Set<ServerResponse>();
  /** Those of them that were read to their end and let in. */
  private readonly underWay = new Set<ServerResponse>();
  private isStopping = false;

  constructor(
    private readonly watch: DatabaseWatch,
    private readonly limit: LoadLimit,
  ) {
    watch.onChange((isAway) => isAway && this.turnAllAway());
    limit.watches(() => this.underWay.size);
  }

  /** From now on each answer is the last of its connection. */
  stop(): void {
    this.isStopping = true;
  }

  /** Express middleware before everything: whoever is answered while this process stops asks another one next. */
  lastAnswers = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.isStopping) response.setHeader('connection', 'close');
    next();
  };

  /** Express middleware before everything that is answered to somebody: nothing of ours works without the database. */
  whileAway = (request: Request, response: Response, next: NextFunction): void => {
    if (this.watch.isAway) {
      turnAway(request, response, 'away');
      return;
    }
    this.waiting.add(response);
    const over = (): void => {
      this.waiting.delete(response);
      this.underWay.delete(response);
    };
    const { writeHead } = response;
    response.writeHead = ((...head: Parameters<typeof writeHead>) => {
      over();
      return writeHead.apply(response, head);
    }) as typeof writeHead;
    response.once('close', over);
    next();
  };

  /** Express middleware before everything that costs: after it a request is under way until its answer begins. */
  whileFull = (request: Request, response: Response, next: NextFunction): void => {
    // Answered already: the database went away while a kept page was looked for.
    if (response.headersSent) return;
    if (!this.limit.admits(this.underWay.size)) {
      turnAway(request, response, 'busy');
      return;
    }
    // A body that trickles in takes nobody's place.
    if (hasBody(request)) request.once('end', () => this.waiting.has(response) && this.underWay.add(response));
    else this.underWay.add(response);
    next();
  };

  /** What is under way waits for an answer of the database that does not come. */
  private turnAllAway(): void {
    for (const response of this.waiting) turnAway(response.req, response, 'away', { close: true });
  }
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
}
