import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Locale, type Message, Refusal, rows, sql, type Tx } from '@veche/platform';

/** Why a moderator did something, as whoever it concerns reads it. */
const REASONS: Record<string, Message> = {
  SPAM: { en: 'advertising or spam', ru: 'реклама и спам' },
  INSULT: { en: 'an insult', ru: 'оскорбление' },
  OFF_TOPIC: { en: 'off topic', ru: 'не по теме' },
  PERSONAL_DATA: { en: 'somebody’s personal data', ru: 'чужие личные данные' },
  UNLAWFUL: { en: 'something unlawful', ru: 'незаконное' },
  OTHER: { en: 'other', ru: 'другое' },
};

/** Says to people who may not come in, and have proved who they are, why and until when. */
@Injectable()
export class StandingReader {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'MAIL_FROM' | 'SMTP_URL'>) {}

  /** What to tell a person who is suspended or banned; the act that counts is the hardest that stands. */
  async refusal(tx: Tx, personId: string): Promise<Refusal> {
    const [act] = await rows<{ kind: string; reason: string; words: string; until: Date | null }>(
      tx,
      sql`select kind, reason, words, until from moderation_act where person_id = ${personId} and undone_at is null and kind in ('SUSPEND', 'BAN')
          order by kind = 'BAN' desc, until desc limit 1`,
    );
    const said = (locale: Locale, stopped: string, until: (day: string) => string, object: string) =>
      [
        act?.until ? until(new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(act.until)) : stopped,
        ...(act === undefined ? [] : [`${REASONS[act.reason]?.[locale] ?? ''}${act.words === '' ? '.' : `: “${act.words}”.`}`]),
        object,
      ].join(' ');
    const contact = this.contact();
    return new Refusal('FORBIDDEN', {
      en: said(
        'en',
        'A moderator closed this account. Reason:',
        (day) => `A moderator suspended this account until ${day}. Reason:`,
        `If you think this is wrong, write to ${contact ?? 'the company'}.`,
      ),
      ru: said(
        'ru',
        'Модератор закрыл доступ. Причина:',
        (day) => `Модератор приостановил доступ до ${day}. Причина:`,
        `Если вы не согласны, напишите ${contact ?? 'в компанию'}.`,
      ),
    });
  }

  /** Where people can write to; a portal that sends no mail has no address of its own. */
  private contact(): string | undefined {
    return this.config.SMTP_URL === undefined ? undefined : /[^<\s]+@[^>\s]+/.exec(this.config.MAIL_FROM)?.[0];
  }
}
