import { Injectable } from '@nestjs/common';
import { isId, sql } from '@veche/platform';
import { Gate, type Viewer, visibleReply } from '@veche/visibility';
import { type ReplyRow, asReply, replyColumns, replyJoins } from './reply.sql.js';
import type { Reply } from './reply.type.js';

/** Replies by id, through the gate: for mutations' answers, profiles, notifications, the FAQ. */
@Injectable()
export class ReplyReader {
  constructor(private readonly gate: Gate) {}

  /** In the order of the ids, in one statement; those that the viewer does not see are left out. */
  async byIds(viewer: Viewer, ids: readonly string[]): Promise<Reply[]> {
    const asked = [...new Set(ids.filter(isId))];
    if (asked.length === 0) return [];
    const found = await this.gate
      .readerFor(viewer)
      .rows<ReplyRow>(
        sql`select ${replyColumns(viewer)} from reply r ${replyJoins} where r.id = any(${asked}::uuid[]) and ${visibleReply(viewer, 'r')}`,
      );
    const known = new Map(found.map((row) => [row.id, asReply(viewer, row)]));
    return ids.flatMap((id) => known.get(id.toLowerCase()) ?? []);
  }
}
