import { ReplyReader } from './reply.reader.js';

export const repliesProviders = [ReplyReader];
