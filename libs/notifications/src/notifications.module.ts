import { Module } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { IdentityModule } from '@veche/identity';
import { InboxService } from './inbox/inbox.service.js';
import { NotificationResolver, UnreadResolver } from './inbox/notification.resolver.js';
import { DueMails } from './mail/due-mail.js';
import { LetterService } from './mail/letter.service.js';
import { MailLinks } from './mail/mail-links.js';
import { MailPreferenceService } from './mail/mail-preference.service.js';
import { MailResolver } from './mail/mail.resolver.js';
import { MailService } from './mail/mail.service.js';
import { StopController } from './mail/stop.controller.js';
import { WrittenMailReader } from './mail/written-mail.reader.js';
import { NotificationConsumer } from './telling/notification.consumer.js';

const telling = [NotificationConsumer];
const inbox = [InboxService, NotificationResolver, UnreadResolver];
const mail = [DueMails, LetterService, MailLinks, MailPreferenceService, MailService, MailResolver, WrittenMailReader];

/** Being told: the inbox, and mail. */
@Module({ imports: [IdentityModule, CommunityModule], controllers: [StopController], providers: [...telling, ...inbox, ...mail] })
export class NotificationsModule {}
