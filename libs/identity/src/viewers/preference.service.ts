import { Injectable } from '@nestjs/common';
import { Database, invalid, type Locale, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { Theme } from './portal-viewer.js';

/** Undefined leaves a choice as it is, null leaves it to the browser. */
export interface Preferences {
  locale?: Locale | null | undefined;
  theme?: string | null | undefined;
}

const THEMES: readonly string[] = ['light', 'dark', 'system'] satisfies Theme[];

/** How a person wants the portal to look and speak, on every device. */
@Injectable()
export class PreferenceService {
  constructor(private readonly database: Database) {}

  /** @throws Refusal INVALID on `theme` */
  async set(viewer: Viewer, { locale, theme }: Preferences): Promise<void> {
    if (viewer.accountId === null) throw unauthenticated();
    if (theme != null && !THEMES.includes(theme)) {
      throw invalid('theme', { en: 'A theme is light, dark or system.', ru: 'Тема бывает light, dark или system.' });
    }
    await this.database.main.rows(
      sql`update account set locale = case when ${locale === undefined} then locale else ${locale ?? null}::text end,
            theme = case when ${theme === undefined} then theme else ${theme ?? null}::text end
          where id = ${viewer.accountId}`,
    );
  }
}
