import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { Brakes, LARGEST_UPLOAD, invalid, unauthenticated } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { FileService, UPLOADS } from './file.service.js';

/** One part, the picture, in memory; a body of ten thousand parts is cut off at the second. */
const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: LARGEST_UPLOAD, files: 1, fields: 0, parts: 1, fieldNameSize: 100, headerPairs: 20 },
  defParamCharset: 'utf8',
}).single('file');

/** Uploads, and the pictures themselves. */
@Controller('files')
export class FileController {
  constructor(
    private readonly files: FileService,
    private readonly brakes: Brakes,
  ) {}

  @Post()
  @Allow('member')
  async upload(@CurrentViewer() viewer: Viewer, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (viewer.personId === null) throw unauthenticated();
    await this.brakes.spend(UPLOADS, viewer.personId);
    const { buffer, originalname } = await received(request, response);
    response
      .status(201)
      .set('cache-control', 'no-store')
      .json(await this.files.add(viewer, buffer, originalname));
  }

  @Get(':id')
  @Allow('everyone')
  async show(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { mediaType, bytes, isForEveryone } = await this.files.open(viewer, id);
    response.set({
      'content-type': mediaType,
      'content-length': String(bytes.length),
      'content-disposition': 'inline',
      // Should a browser ever take the bytes for a document, it can do nothing.
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      // Deleting a text must take its pictures out of everybody's cache soon (decision 20).
      'cache-control': isForEveryone ? 'public, max-age=300' : 'private, no-cache',
    });
    response.end(bytes);
  }
}

function received(request: Request, response: Response): Promise<Express.Multer.File> {
  return new Promise((resolve, reject) => {
    receive(request, response, (error: unknown) => {
      if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') {
        reject(
          invalid('file', {
            en: 'The picture is larger than 10 MB. Make it smaller first.',
            ru: 'Картинка больше 10 МБ. Сначала уменьшите её.',
          }),
        );
      } else if (error !== undefined && error !== null) {
        reject(
          invalid('file', { en: 'Send one picture, as the part "file" of a form.', ru: 'Отправьте одну картинку полем «file» формы.' }),
        );
      } else if (request.file === undefined) {
        reject(invalid('file', { en: 'Choose a picture.', ru: 'Выберите картинку.' }));
      } else {
        resolve(request.file);
      }
    });
  });
}
