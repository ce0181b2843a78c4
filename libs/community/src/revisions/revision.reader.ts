import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Sql, isId, sql } from '@veche/platform';
import { type Viewer, isStaff, visibleReply, visibleTopic } from '@veche/visibility';
import { Comparison } from './difference.js';
import type { Revision } from './revision.type.js';

/** Versions shown at most, the newest ones. */
const SHOWN = 50;

type Version = Omit<Revision, 'titleDiff' | 'bodyDiff'>;

/**
 * History of texts. What was taken out by an edit was taken out for a reason: only the author and the company see it, and only
 * as long as they see the row itself.
 */
@Injectable()
export class RevisionReader {
  constructor(private readonly database: Database) {}

  /** All versions of a topic's words, the newest (what stands there now) first; empty for who may not see them. */
  ofTopic(viewer: Viewer, topicId: string): Promise<Revision[]> {
    return this.history(
      viewer,
      topicId,
      sql`select t.id, t.created_at, t.author_person_id, t.title, t.body_md from topic t
          where t.id = ${topicId} and ${visibleTopic(viewer, 't')} and ${ownOrStaff(viewer, sql`t.author_person_id`)}`,
      sql`v.topic_id = now.id and v.reply_id is null`,
    );
  }

  /** The same of a reply. */
  ofReply(viewer: Viewer, replyId: string): Promise<Revision[]> {
    return this.history(
      viewer,
      replyId,
      sql`select r.id, r.created_at, r.author_person_id, null as title, r.body_md from reply r
          where r.id = ${replyId} and ${visibleReply(viewer, 'r')} and ${ownOrStaff(viewer, sql`r.author_person_id`)}`,
      sql`v.reply_id = now.id`,
    );
  }

  private async history(viewer: Viewer, id: string, now: Sql, ofIt: Sql): Promise<Revision[]> {
    if (viewer.personId === null || !isId(id)) return [];
    // A text that was never edited has no rows of its own: it is its only version.
    const found = await this.database.main.rows<Version>(
      sql`with now as (${now}), version as (
            select v.id, v.created_at, v.editor_person_id, v.title, v.body_md from now join revision v on ${ofIt}
            union all
            select * from now where not exists (select from revision v where ${ofIt}))
          select v.id, v.created_at as at, ${personJson('p')} as editor, v.title, v.body_md as "bodyMarkdown"
          from version v left join person p on p.id = v.editor_person_id
          order by v.created_at desc, v.id desc limit ${SHOWN + 1}`,
    );
    return compared(found).slice(0, SHOWN);
  }
}

function ownOrStaff(viewer: Viewer, author: Sql): Sql {
  return isStaff(viewer) ? sql`true` : sql`${author} = ${viewer.personId}`;
}

function compared(versions: Version[]): Revision[] {
  const comparison = new Comparison();
  return versions.map((version, i) => {
    const before = versions[i + 1];
    if (before === undefined) return { ...version, titleDiff: null, bodyDiff: null };
    return {
      ...version,
      titleDiff: version.title === null ? null : comparison.of(before.title ?? '', version.title),
      bodyDiff: comparison.of(before.bodyMarkdown, version.bodyMarkdown),
    };
  });
}
