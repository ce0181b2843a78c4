import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport, type Transporter } from 'nodemailer';
import type { Config } from '../config/config.js';

export interface Letter {
  /** Sending the same id twice sends one letter where the transport can tell (files), and carries one Message-ID where not. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** The way out for mail: SMTP when configured, else files under DATA_DIR/mail. */
export class MailTransport {
  private readonly transporter: Transporter;

  constructor(private readonly config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'dataDir'>) {
    this.transporter =
      config.SMTP_URL === undefined
        ? createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
        : createTransport(config.SMTP_URL, { connectionTimeout: 10_000, socketTimeout: 20_000 } as object);
  }

  get sendsForReal(): boolean {
    return this.config.SMTP_URL !== undefined;
  }

  /** @throws when the mail server refuses or is away; the job that called repeats */
  async send({ id, ...letter }: Letter): Promise<void> {
    const sent = (await this.transporter.sendMail({ from: this.config.MAIL_FROM, messageId: `<${id}@veche>`, ...letter })) as {
      message?: Buffer;
    };
    if (this.sendsForReal || sent.message === undefined) return;
    const folder = path.join(this.config.dataDir, 'mail');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${id}.eml`), sent.message);
  }
}
