import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs, MailTransport, logger } from '@veche/platform';
import { type DueMail, DueMails } from './due-mail.js';
import { LetterService } from './letter.service.js';
import { MAIL_JOB } from './mail-job.js';

/** Sends what is due, one mail after the other; several processes share the work. */
@Injectable()
export class MailService implements OnModuleInit {
  constructor(
    private readonly due: DueMails,
    private readonly letters: LetterService,
    private readonly transport: MailTransport,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.define(MAIL_JOB, () => this.sendDue(), '* * * * *');
  }

  /** Until nothing is due, or the mail server is away: then the clock tries again. */
  async sendDue(): Promise<void> {
    for (let mail = await this.due.claim(); mail !== undefined; mail = await this.due.claim()) {
      if (!(await this.send(mail))) return;
    }
  }

  /** @returns false when the mail server is away */
  private async send(mail: DueMail): Promise<boolean> {
    const letter = await this.letters.of(mail);
    if (letter === null) {
      await this.due.withhold(mail);
      return true;
    }
    try {
      const { stopUrl: unsubscribeUrl, ...words } = letter;
      await this.transport.send({ id: mail.id, unsubscribeUrl, ...words });
    } catch (error) {
      // 5xx (RFC 5321 §4.2.1): this mail will never be taken. Anything else may pass.
      const refused = Number((error as { responseCode?: number }).responseCode) >= 500;
      await this.due.fail(mail, String(error), refused);
      logger.warn({ mail: mail.id, error: String(error), refused }, 'a mail was not sent');
      return refused;
    }
    // A kill between these two lines sends the mail once more, with the same Message-ID: the price of never losing one.
    await this.due.sent(mail, letter);
    return true;
  }
}
