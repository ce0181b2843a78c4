import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RealtimeStart } from '@veche/realtime';
import type { Request } from 'express';
import { PortalRequests } from './portal-request.js';

/** Who opens a socket, known as from any request (decision 24): by Express's own word on proxies and by the session's cookie. */
export function socketCallers(app: NestExpressApplication): Pick<RealtimeStart, 'addressOf' | 'viewerOf'> {
  const { request: prototype } = app.getHttpAdapter().getInstance() as { request: Request };
  const requests = app.get(PortalRequests);
  const asRequest = (raw: IncomingMessage): Request =>
    Object.assign(Object.setPrototypeOf(raw, prototype) as Request, { originalUrl: raw.url ?? '/' });
  return {
    addressOf: (raw) => asRequest(raw).ip ?? '',
    viewerOf: (raw) => requests.viewerOf(asRequest(raw)),
  };
}
