import { Injectable } from '@nestjs/common';
import { type Page, type Sql, pageOf, pageSize, sql, verbatim } from '@veche/platform';
import { Gate, type Viewer, visibleReply, visibleTopic } from '@veche/visibility';
import { momentAndId } from '../loading/keyset-cursor.js';
import { ReplyReader } from '../replies/reply.reader.js';
import { TopicReader } from '../topics/topic.reader.js';
import type { Writing } from './writing.type.js';

/** Which rows a page of a profile shows. */
interface Written {
  id: string;
  topicId: string;
  replyId: string | null;
  at: Date;
}

/** What a person wrote, as far as the viewer may see it. */
@Injectable()
export class WritingReader {
  constructor(
    private readonly gate: Gate,
    private readonly topics: TopicReader,
    private readonly replies: ReplyReader,
  ) {}

  /** Topics and replies together, newest first; three statements for any page. @throws Refusal INVALID of a damaged cursor */
  async of(viewer: Viewer, personId: string, args: { first?: number | null; after?: string | null }): Promise<Page<Writing>> {
    const first = pageSize(args.first);
    const page = pageOf(await this.written(viewer, personId, first, args.after ?? null), first, ({ at, id }) => [at.getTime(), id]);
    const [topics, replies] = await Promise.all([
      this.topics.byIds(viewer, [...new Set(page.nodes.map(({ topicId }) => topicId))]),
      this.replies.byIds(
        viewer,
        page.nodes.flatMap(({ replyId }) => replyId ?? []),
      ),
    ]);
    const topicOf = new Map(topics.map((topic) => [topic.id, topic]));
    const replyOf = new Map(replies.map((reply) => [reply.id, reply]));
    const nodes = page.nodes.flatMap(({ topicId, replyId, at }): Writing[] => {
      const topic = topicOf.get(topicId);
      const reply = replyId === null ? null : replyOf.get(replyId);
      // What was moved or deleted between the statements is not shown.
      return topic === undefined || reply === undefined ? [] : [{ topic, reply, at }];
    });
    return { nodes, pageInfo: page.pageInfo };
  }

  private written(viewer: Viewer, personId: string, first: number, after: string | null): Promise<Written[]> {
    const limit = first + 1;
    const [topicsBeyond, repliesBeyond] = after === null ? [sql`true`, sql`true`] : [beyond('t', after), beyond('r', after)];
    return this.gate.readerFor(viewer).rows<Written>(
      sql`(select t.id, t.id as "topicId", null::uuid as "replyId", t.created_at as at from topic t
            where t.author_person_id = ${personId} and ${visibleTopic(viewer, 't')} and ${topicsBeyond}
            order by t.created_at desc, t.id desc limit ${limit})
          union all
          (select r.id, r.topic_id, r.id, r.created_at from reply r
            where r.author_person_id = ${personId} and ${visibleReply(viewer, 'r')} and ${repliesBeyond}
            order by r.created_at desc, r.id desc limit ${limit})
          order by at desc, id desc limit ${limit}`,
    );
  }
}

function beyond(alias: 't' | 'r', after: string): Sql {
  const { at, id } = momentAndId(after);
  const row = verbatim(alias);
  return sql`(${row}.created_at, ${row}.id) < (${at}::timestamptz, ${id}::uuid)`;
}
