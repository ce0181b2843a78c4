import { Injectable } from '@nestjs/common';
import type { Entrance } from '../accounts/account.service.js';
import { visitorOf } from '../viewers/portal-viewer.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { ViewerType, viewerTypeOf } from '../viewers/viewer.type.js';
import type { PortalContext } from './portal-context.js';

/** Lets a request become another viewer's: everything after it in the same request sees who came in or went. */
@Injectable()
export class Entry {
  constructor(private readonly viewers: ViewerService) {}

  /** Runs `open`, which returns a session's token, and goes on as its person. */
  async enter(context: PortalContext, open: (entrance: Entrance) => Promise<string>): Promise<ViewerType> {
    const { address, request, sessionToken } = context;
    const token = await open({ address, device: request.headers['user-agent'] ?? '', replaces: sessionToken });
    context.sessionToken = token;
    context.viewer = await this.viewers.ofSession(token, factsOf(context));
    context.loaders.clear();
    context.setSession(token);
    return viewerTypeOf(context.viewer);
  }

  /** Runs `close` and goes on as a visitor. */
  async leave(context: PortalContext, close: () => Promise<void>): Promise<boolean> {
    await close();
    delete context.sessionToken;
    context.viewer = visitorOf(factsOf(context));
    context.loaders.clear();
    context.setSession(null);
    return true;
  }
}

function factsOf({ viewer, address }: PortalContext) {
  return { locale: viewer.locale, address, visitorHash: viewer.visitorHash, channel: viewer.channel };
}
