import { Injectable } from '@nestjs/common';
import { Database, invalid, sql } from '@veche/platform';
import { type Viewer } from '@veche/visibility';
import { MailLinks } from './mail-links.js';

/** Whether a person wants notifications by mail as well. They do until they say otherwise: these are answers to what they began. */
@Injectable()
export class MailPreferenceService {
  constructor(
    private readonly database: Database,
    private readonly links: MailLinks,
  ) {}

  async isOn(viewer: Viewer): Promise<boolean> {
    if (viewer.personId === null) return false;
    const said = await this.database.main.row<{ on: boolean }>(
      sql`select notifications as on from mail_preference where person_id = ${viewer.personId}`,
    );
    return said?.on ?? true;
  }

  async set(personId: string, on: boolean): Promise<void> {
    await this.database.main.rows(
      sql`insert into mail_preference (person_id, notifications) values (${personId}, ${on})
          on conflict (person_id) do update set notifications = excluded.notifications`,
    );
  }

  /** By the link at the end of a mail. @throws Refusal INVALID when the link is not one of ours */
  async stopBy(token: string): Promise<void> {
    const personId = this.links.personOf(token);
    if (personId === null)
      throw invalid('token', {
        en: 'This link is damaged. Switch mails off in the settings.',
        ru: 'Ссылка повреждена. Отключите письма в настройках.',
      });
    await this.set(personId, false);
  }
}
