import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { type Message, PublicOrigin } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { DataDeletionService, DELETION_PATH } from './data-deletion.service.js';

const DONE: Message = {
  en: 'Done: your name, e-mail and picture from Facebook are deleted here, and the link to it is gone. What you wrote yourself stays under the name of your profile.',
  ru: 'Готово: имя, почта и картинка из Facebook здесь удалены, привязки больше нет. То, что вы написали сами, осталось под именем вашего профиля.',
};
const UNKNOWN: Message = { en: 'There is no such request.', ru: 'Такого запроса нет.' };

/** Facebook's data deletion callback, and the page where its person can see what came of it. */
@Controller(DELETION_PATH)
export class DataDeletionController {
  constructor(
    private readonly deletions: DataDeletionService,
    private readonly origin: PublicOrigin,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('everyone')
  @Header('cache-control', 'no-store')
  async forget(@Body() body: Record<string, unknown> | undefined): Promise<{ url: string; confirmation_code: string }> {
    const code = await this.deletions.forget(body?.['signed_request']);
    return { url: `${this.origin.value}${DELETION_PATH}/${code}`, confirmation_code: code };
  }

  @Get(':code')
  @Allow('everyone')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async show(@CurrentViewer() { locale }: Viewer, @Param('code') code: string): Promise<string> {
    const text = ((await this.deletions.isDone(code)) ? DONE : UNKNOWN)[locale];
    return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>Facebook</title><main><p>${text}</p></main></html>`;
  }
}
