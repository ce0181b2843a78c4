import { ReplyReader } from './reply.reader.js';

export { ContentState } from './content-state.js';
export { ReplyReader } from './reply.reader.js';
export { signatureJson } from './reply.sql.js';
export { Reply, ReplyCan, ReplyConnection, ReplyKind, ReplyOrder, Signature } from './reply.type.js';
export { objectionToReply } from './reply.policy.js';

export const repliesProviders = [ReplyReader];
