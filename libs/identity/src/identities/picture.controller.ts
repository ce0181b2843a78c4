import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import type { Response } from 'express';
import { PictureService } from './picture.service.js';

@Controller('auth/pictures')
export class PictureController {
  constructor(private readonly pictures: PictureService) {}

  /** The picture that came with an identity, to whom it belongs. */
  @Get(':identity')
  @Allow('member')
  async show(@CurrentViewer() viewer: Viewer, @Param('identity') id: string, @Res() response: Response): Promise<void> {
    const { bytes, size } = await this.pictures.open(viewer, id);
    response.set({
      'content-type': 'image/webp',
      'content-length': String(size),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
    });
    await pipeline(bytes, response).catch(() => response.destroy());
  }
}
