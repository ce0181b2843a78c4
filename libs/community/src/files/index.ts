import { FileBinder } from './file.binder.js';
import { FileController } from './file.controller.js';
import { FileService } from './file.service.js';

export const filesProviders = [FileBinder, FileService];
export const filesControllers = [FileController];
