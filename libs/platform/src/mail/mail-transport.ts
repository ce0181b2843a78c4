import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Transporter } from 'nodemailer';
import type { Config } from '../config/config.js';

export interface Letter {
  /** Sending the same id twice sends one letter where the transport can tell (files), and carries one Message-ID where not. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Where one POST ends mails like this one (RFC 8058). */
  unsubscribeUrl?: string;
}

/** The way out for mail: SMTP when configured, else files under DATA_DIR/mail. */
export class MailTransport {
  private transporter: Promise<Transporter> | undefined;

  constructor(private readonly config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'dataDir'> & Partial<Pick<Config, 'NODE_ENV'>>) {}

  get sendsForReal(): boolean {
    return this.config.SMTP_URL !== undefined;
  }

  /** Whether letters reach anybody: by a mail server, or, in development, a folder that the administrator reads. */
  get isConnected(): boolean {
    return this.sendsForReal || this.config.NODE_ENV !== 'production';
  }

  /** @throws when the mail server refuses or is away; the job that called repeats */
  async send({ id, to, unsubscribeUrl, ...words }: Letter): Promise<void> {
    const headers: Record<string, string> =
      unsubscribeUrl === undefined
        ? {}
        : { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    // As an address object: a comma or a line end in it cannot add a recipient or a header.
    const message = { from: this.config.MAIL_FROM, to: { name: '', address: to }, messageId: `<${id}@veche>`, headers, ...words };
    const sent = (await (await this.opened()).sendMail(message)) as { message?: Buffer };
    if (this.sendsForReal || sent.message === undefined) return;
    const folder = path.join(this.config.dataDir, 'mail');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${id}.eml`), sent.message);
  }

  /** Loaded with the first letter: most processes never write one. */
  private opened(): Promise<Transporter> {
    const { SMTP_URL: server } = this.config;
    this.transporter ??= import('nodemailer').then(({ createTransport }) =>
      server === undefined
        ? createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
        : createTransport(server, { connectionTimeout: 10_000, socketTimeout: 20_000 } as object),
    );
    return this.transporter;
  }
}
