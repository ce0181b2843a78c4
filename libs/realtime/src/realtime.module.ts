import { Module } from '@nestjs/common';
import { IdentityModule } from '@veche/identity';
import { InboxFollower } from './inbox/inbox.follower.js';
import { Follower } from './news/follower.js';
import { LabelReader } from './news/label.reader.js';
import { NewsReader } from './news/news.reader.js';
import { Recent } from './news/recent.js';
import { RowReader } from './news/row.reader.js';
import { Speaker } from './news/speaker.js';
import { Realtime } from './realtime.js';
import { Rights } from './rights/rights.js';
import { Dispatcher } from './socket/dispatcher.js';
import { LiveMessages } from './watching/live.messages.js';
import { Watches } from './watching/watches.js';

/** Signals to open pages, by socket. */
@Module({
  imports: [IdentityModule],
  providers: [
    ...[Realtime, Dispatcher, LiveMessages, Watches, Rights, InboxFollower],
    ...[Follower, NewsReader, RowReader, LabelReader, Speaker, { provide: Recent, useFactory: () => new Recent() }],
  ],
  exports: [Realtime],
})
export class RealtimeModule {}
