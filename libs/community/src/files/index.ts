import { FileBinder } from './file.binder.js';
import { FileController } from './file.controller.js';
import { FileService } from './file.service.js';
import { PictureEncoder } from './picture.encoder.js';

export const filesProviders = [FileBinder, PictureEncoder, FileService];
export const filesControllers = [FileController];
