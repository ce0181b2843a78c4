import { Injectable } from '@nestjs/common';
import { TopicReader } from '@veche/community';
import { Database, type Page, type Sql, damagedCursor, decodeCursor, isId, none, pageOf, pageSize, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { CauseKind } from '../ledger/rules.js';
import type { ReputationEntry } from './point.type.js';

interface Line {
  interactionId: string;
  nth: number;
  kind: CauseKind;
  topicId: string;
  points: number;
  at: Date;
}

/** Why the viewer has the points they have: nobody else is told. */
@Injectable()
export class PointReader {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicReader,
  ) {}

  /** Newest first; two statements. @throws Refusal INVALID of a damaged cursor */
  async mine(viewer: Viewer, args: { first?: number | null; after?: string | null }): Promise<Page<ReputationEntry>> {
    const first = pageSize(args.first);
    const lines = await this.database.main.rows<Line>(
      sql`select interaction_id as "interactionId", nth, kind, topic_id as "topicId", points, at from reputation_entry
          where person_id = ${viewer.personId} ${args.after ? beyond(args.after) : none}
          order by interaction_id desc, nth desc limit ${first + 1}`,
    );
    const page = pageOf(lines, first, ({ interactionId, nth }) => [interactionId, nth]);
    const topics = await this.topics.byIds(viewer, [...new Set(page.nodes.map(({ topicId }) => topicId))]);
    const topicOf = new Map(topics.map((topic) => [topic.id, topic]));
    return {
      nodes: page.nodes.map(({ interactionId, nth, kind, points, at, topicId }) => ({
        ...{ id: `${interactionId}.${nth}`, kind, points, at },
        topic: topicOf.get(topicId) ?? null,
      })),
      pageInfo: page.pageInfo,
    };
  }
}

function beyond(cursor: string): Sql {
  const [interactionId, nth] = decodeCursor(cursor, ['string', 'number']);
  if (!isId(interactionId) || !Number.isInteger(nth) || Math.abs(Number(nth)) >= 2 ** 31) throw damagedCursor();
  return sql`and (interaction_id, nth) < (${interactionId}::uuid, ${nth}::integer)`;
}
