import { Injectable } from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';
import { Allow } from '@veche/visibility';
import type { LiveSocket } from '../socket/live-socket.js';
import { unwatchSchema, watchSchema } from './subject.js';
import { type Watched, Watches } from './watches.js';

/** Everything that a browser may say on a socket. */
@Injectable()
export class LiveMessages {
  constructor(private readonly watches: Watches) {}

  /** Begins to watch a topic or a list, and answers what was missed. */
  @SubscribeMessage('watch')
  @Allow('everyone')
  async watch(socket: LiveSocket, input: unknown): Promise<Watched> {
    return this.watches.begin(socket, watchSchema.parse(input));
  }

  /** Ends it. */
  @SubscribeMessage('unwatch')
  @Allow('everyone')
  async unwatch(socket: LiveSocket, input: unknown): Promise<object> {
    await this.watches.end(socket, unwatchSchema.parse(input).subject);
    return {};
  }
}
