import { Injectable } from '@nestjs/common';
import { ReplyReader, TopicReader } from '@veche/community';
import { type Person, personJson } from '@veche/identity';
import { Clock, Database, type Page, type Sql, decodeCursor, isId, newId, none, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, visibleGroup, visibleReply, visibleTopic } from '@veche/visibility';
import type { NotificationKind } from '../telling/news.js';
import type { Notification, NotifiedGroup } from './notification.type.js';

interface Row {
  id: string;
  kind: NotificationKind;
  topicId: string | null;
  replyId: string | null;
  group: NotifiedGroup | null;
  words: string | null;
  actor: Person | null;
  at: Date;
  readAt: Date | null;
}

/** More unread ones are not counted: the bell says "99+" before, and every page pays for the count. */
const MOST_COUNTED = 100;

/** What a person was told, through the gate once more: what they may not see any more is neither shown nor counted. */
@Injectable()
export class InboxService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicReader,
    private readonly replies: ReplyReader,
    private readonly clock: Clock,
  ) {}

  /** Newest first; three statements. @throws Refusal INVALID when `after` is no cursor of ours */
  async page(viewer: Viewer, first: number | undefined, after: string | undefined): Promise<Page<Notification>> {
    const size = pageSize(first);
    const found = await this.database.main.rows<Row>(
      sql`select n.interaction_id as id, n.kind, n.topic_id as "topicId", n.reply_id as "replyId", n.created_at as at,
            n.read_at as "readAt", ${personJson('a')} as actor, ${GROUP} as group, ${WORDS} as words
          from ${TOLD} left join person a on a.id = n.actor_person_id
            left join groups g on g.id = n.group_id and ${visibleGroup(viewer, 'g')}
            left join group_membership m on m.group_id = n.group_id and m.person_id = case n.kind when 'GROUP_REQUEST' then n.actor_person_id else n.person_id end
          where ${seenBy(viewer)} ${olderThan(after)} order by n.interaction_id desc limit ${size + 1}`,
    );
    const { nodes, pageInfo } = pageOf(found, size, ({ id }) => [id]);
    return { nodes: await this.withContent(viewer, nodes), pageInfo };
  }

  /** Unread ones, at most 100. One statement; none for a visitor. */
  async unreadCount(viewer: Viewer): Promise<number> {
    if (viewer.personId === null) return 0;
    const row = await this.database.main.row<{ count: number }>(
      sql`select count(*)::integer as count
          from (select from ${TOLD} where ${seenBy(viewer)} and n.read_at is null limit ${MOST_COUNTED}) as unread`,
    );
    return row!.count;
  }

  /**
   * Marks these as read, all without `ids`; unknown ones and those of others are passed over.
   * @returns how many were unread and visible: the rest stays as it is, so that the number tells nothing hidden
   */
  async markRead(viewer: Viewer, ids: readonly string[] | null | undefined): Promise<number> {
    const chosen = ids == null ? none : sql`and n.interaction_id = any(${ids.filter(isId)}::uuid[])`;
    const marked = await this.database.main.rows(
      sql`update notification set read_at = ${this.clock.now()}
          where person_id = ${viewer.personId} and read_at is null
            and interaction_id in (select n.interaction_id from ${TOLD} where ${seenBy(viewer)} and n.read_at is null ${chosen})
          returning 1`,
    );
    return marked.length;
  }

  /** The readers ask the gate themselves; a row that vanished since the first statement is left out. */
  private async withContent(viewer: Viewer, found: Row[]): Promise<Notification[]> {
    const [topics, replies] = await Promise.all([
      this.topics.byIds(viewer, [...new Set(found.flatMap(({ topicId }) => topicId ?? []))]),
      this.replies.byIds(viewer, [...new Set(found.flatMap(({ replyId }) => replyId ?? []))]),
    ]);
    const topicOf = new Map(topics.map((topic) => [topic.id, topic]));
    const replyOf = new Map(replies.map((reply) => [reply.id, reply]));
    return found.flatMap(({ topicId, replyId, ...rest }) => {
      const topic = topicId === null ? null : topicOf.get(topicId);
      const reply = replyId === null ? null : replyOf.get(replyId);
      return topic === undefined || reply === undefined ? [] : [{ ...rest, topic, reply }];
    });
  }
}

const TOLD: Sql = sql`notification n left join topic t on t.id = n.topic_id left join reply r on r.id = n.reply_id`;

const GROUP: Sql = sql`case when g.id is not null then
  json_build_object('name', g.name, 'path', '/g/' || g.slug || case n.kind when 'GROUP_REQUEST' then '/requests' else '' end) end`;

/** As they stand now: a later decision has later words. */
const WORDS: Sql = sql`case n.kind when 'GROUP_REQUEST' then nullif(m.message, '') when 'GROUP_DECLINED' then nullif(m.reason, '') when 'GROUP_REMOVED' then nullif(m.reason, '') end`;

/** A notice of a topic, of one's own standing in a group, or of a request to those who lead the group still, as long as it waits. */
function maySee(viewer: Viewer): Sql {
  const led = viewer.groups.filter(({ role }) => role === 'OWNER' || role === 'MODERATOR').map(({ id }) => id);
  return sql`(n.topic_id is not null and ${visibleTopic(viewer, 't')} and (n.reply_id is null or ${visibleReply(viewer, 'r')})
    or n.group_id is not null and (n.kind <> 'GROUP_REQUEST' or n.group_id = any(${led}::uuid[]) and exists (
      select from group_membership q where q.group_id = n.group_id and q.person_id = n.actor_person_id and q.state = 'requested')))`;
}

/** No id is later than one made now; said so that PostgreSQL leaves out the months ahead: 1 ms instead of 3 with 26 partitions. */
function seenBy(viewer: Viewer): Sql {
  return sql`n.person_id = ${viewer.personId} and n.interaction_id <= ${newId()} and ${maySee(viewer)}`;
}

function olderThan(after: string | undefined): Sql {
  if (after === undefined) return none;
  const [id] = decodeCursor(after, ['string']);
  // A cursor is input: what is no id is older than everything.
  return isId(id) ? sql`and n.interaction_id < ${id}` : sql`and false`;
}
