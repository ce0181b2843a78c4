import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Database, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { FirstPostsRule } from '../moderation.words.js';

/** Which posts of new people wait for a moderator. */
@Injectable()
export class FirstPostsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
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
}
