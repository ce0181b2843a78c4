import { FileBinder } from './file.binder.js';

export const filesProviders = [FileBinder];
