import { Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { STOP_PATH } from './mail-links.js';
import { MailPreferenceService } from './mail-preference.service.js';
import { stopPage } from './stop.page.js';

/**
 * The link at the end of every mail. Looking changes nothing (mail scanners follow links); one POST, also by a mail program on the
 * person's word, does it (RFC 8058). The sealed token is the proof, so neither a session nor the page's origin is asked for.
 */
@Controller(STOP_PATH)
export class StopController {
  constructor(private readonly preferences: MailPreferenceService) {}

  @Get()
  @Allow('everyone')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  ask(@CurrentViewer() viewer: Viewer): string {
    return stopPage(viewer.locale, 'ask');
  }

  @Post()
  @HttpCode(200)
  @Allow('everyone')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async stop(@CurrentViewer() viewer: Viewer, @Query('token') token: unknown): Promise<string> {
    await this.preferences.stopBy(typeof token === 'string' ? token : '');
    return stopPage(viewer.locale, 'done');
  }
}
