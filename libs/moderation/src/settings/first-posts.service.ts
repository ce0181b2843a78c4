import { Injectable } from '@nestjs/common';
import { HoldingService, type NewcomerLimits } from '@veche/community';
import { AuditLog } from '@veche/interactions';
import { Database, invalid, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { FirstPostsRule } from '../moderation.words.js';

/** Which posts of new people wait for a moderator. */
@Injectable()
export class FirstPostsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly holding: HoldingService,
  ) {}

  async rule(): Promise<FirstPostsRule> {
    const row = await this.database.main.row<{ rule: FirstPostsRule }>(sql`select first_posts as rule from site`);
    return row!.rule;
  }

  async set(viewer: Viewer, rule: FirstPostsRule): Promise<FirstPostsRule> {
    await this.database.transaction(async (tx) => {
      const [site] = await rows<{ before: string }>(tx, sql`select first_posts as before from site for update`);
      if (site!.before === rule) return;
      await rows(tx, sql`update site set first_posts = ${rule}`);
      await this.audit.record(tx, viewer, 'site.first_posts', rule, { from: site!.before, to: rule });
    });
    return rule;
  }

  /** How much new people write. */
  limits(): Promise<NewcomerLimits> {
    return this.holding.limits();
  }

  /** @throws Refusal INVALID naming the field */
  async setLimits(viewer: Viewer, { links, mentions, pace }: NewcomerLimits): Promise<NewcomerLimits> {
    within('links', links, 0, 20);
    within('mentions', mentions, 0, 20);
    within('pace', pace, 1, 1000);
    await this.database.transaction(async (tx) => {
      await rows(tx, sql`update site set newcomer_links = ${links}, newcomer_mentions = ${mentions}, newcomer_pace = ${pace}`);
      await this.audit.record(tx, viewer, 'site.newcomer_limits', 'site', { links, mentions, pace });
    });
    return { links, mentions, pace };
  }
}

function within(field: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(field, { en: `A number from ${least} to ${most}.`, ru: `Число от ${least} до ${most}.` });
}
