import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import { Allow } from '@veche/visibility';
import type { Response } from 'express';

/** For those who watch the process. */
@Controller()
export class HealthController {
  constructor(private readonly database: Database) {}

  /** The process is alive. */
  @Get('healthz')
  @Allow('everyone')
  @HttpCode(200)
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** It can serve: the database answers to both of its doors. */
  @Get('readyz')
  @Allow('everyone')
  async ready(@Res() response: Response): Promise<void> {
    const works = await Promise.all([this.database.main.row(sql`select 1`), this.database.anonymous.row(sql`select 1`)]).then(
      () => true,
      () => false,
    );
    response.status(works ? 200 : 503).json({ database: works ? 'ok' : 'away' });
  }
}
