import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Req, Res } from '@nestjs/common';
import { CONFIG, type Config, Metrics, hashToken, notFound } from '@veche/platform';
import { Allow } from '@veche/visibility';
import type { Request, Response } from 'express';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * What Prometheus scrapes. The numbers tell of what is closed, too (how much waits, how much is written), so that they are given only
 * to who holds METRICS_TOKEN; without one, only to a program on this machine that comes through no proxy. Everybody else finds nothing.
 */
@Controller()
export class MetricsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  @Get('metrics')
  @Allow('everyone')
  async scrape(
    @Req() request: Request,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    if (!this.mayRead(request, authorization ?? '')) throw notFound();
    const { type, body } = await this.metrics.text();
    response.set('content-type', type).set('cache-control', 'no-store').send(body);
  }

  private mayRead(request: Request, authorization: string): boolean {
    const { METRICS_TOKEN: token } = this.config;
    if (token === undefined) {
      const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers;
      return LOOPBACK.test(request.socket.remoteAddress ?? '') && forwardedFor === undefined && forwarded === undefined;
    }
    // Compared as hashes: equal in length, and in constant time.
    return timingSafeEqual(hashToken(authorization), hashToken(`Bearer ${token}`));
  }
}
