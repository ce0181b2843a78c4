import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { CONFIG, type Config, Metrics, notFound } from '@veche/platform';
import { Allow } from '@veche/visibility';
import type { Request, Response } from 'express';
import { scrape } from './scrape.js';

/** What Prometheus reads; to everybody who may not, there is nothing here. */
@Controller()
export class MetricsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  @Get('metrics')
  @Allow('everyone')
  async scrape(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!(await scrape(this.metrics, this.config, request, response))) throw notFound();
  }
}
