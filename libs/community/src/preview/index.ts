import { PreviewResolver } from './preview.resolver.js';

export const previewProviders = [PreviewResolver];
