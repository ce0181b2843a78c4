import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Database, type Tx, newId, renderMarkdown, rows, sql } from '@veche/platform';
import type { ImportOutcome, ImportedReply } from './imported.js';

/** A reply that was just added. */
interface Added {
  id: string;
  externalId: string;
  topicId: string;
  audienceId: number;
  parentReplyId: string | null;
  authorPersonId: string | null;
}

/** A reply that became the solution just now. */
interface Solved {
  topicId: string;
  replyId: string;
  audienceId: number;
  askerPersonId: string | null;
  authorPersonId: string | null;
  at: Date;
}

/** Answers and comments of another platform, written by the hundred. Trusted work: for imports only. */
@Injectable()
export class ImportedReplies {
  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
  ) {}

  /**
   * Adds the replies that are not there yet in one transaction, under topics of the same source, with their audience and state; counts the answers and
   * comments of each topic anew; makes accepted answers solutions. What is there stays as it is. A handful of statements for any number.
   */
  add(source: string, replies: readonly ImportedReply[]): Promise<ImportOutcome> {
    return this.database.transaction((tx) => this.write(tx, source, replies));
  }

  private async write(tx: Tx, source: string, replies: readonly ImportedReply[]): Promise<ImportOutcome> {
    const wanted = new Map(replies.map((reply) => [reply.externalId, reply]));
    const list = [...wanted.values()];
    await this.lockTopics(tx, source, list);
    // Comments may hang on answers of the same batch, so answers come first.
    const added = [...(await this.insert(tx, source, list, 'ANSWER')), ...(await this.insert(tx, source, list, 'COMMENT'))];
    await this.recount(tx, [...new Set(added.map(({ topicId }) => topicId))]);
    const solved = await this.solve(
      tx,
      added.filter(({ externalId }) => wanted.get(externalId)?.isSolution),
    );
    await this.log.append(tx, ...added.map((one) => postedOf({ ...wanted.get(one.externalId)!, ...one })), ...solved.map(solvedOf));
    return { added: added.length, left: await this.absent(tx, source, list) };
  }

  /** In one order everywhere, so that two imports never wait for each other in a ring (decision 9). */
  private async lockTopics(tx: Tx, source: string, replies: readonly ImportedReply[]): Promise<void> {
    await rows(
      tx,
      sql`select from topic where source = ${source} and external_id = any(${replies.map((one) => one.topicExternalId)}::text[]) order by id for update`,
    );
  }

  private insert(tx: Tx, source: string, replies: readonly ImportedReply[], kind: ImportedReply['kind']): Promise<Added[]> {
    return rows<Added>(
      tx,
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, body_md, body_html, author_person_id,
            author_name, created_at, imported_score, source, external_id)
          select w.id, t.id, t.audience_id, t.state, ${kind}, parent.id, parent.state, w.body_md, w.body_html, p.id,
            coalesce(p.name, w.author_name), w.created_at, w.score, ${source}, w.external_id
          from jsonb_to_recordset(${JSON.stringify(replies.filter((one) => one.kind === kind).map(rowOf))}::jsonb) as w (id uuid, topic text, parent text,
            body_md text, body_html text, author_external_id text, author_name text, created_at timestamptz, score integer, external_id text)
          join topic t on t.source = ${source} and t.external_id = w.topic
          left join reply parent on parent.source = ${source} and parent.external_id = w.parent and parent.topic_id = t.id and parent.kind = 'ANSWER'
          left join person p on p.source = ${source} and p.external_id = w.author_external_id
          where w.parent is null or parent.id is not null
          on conflict (source, external_id) where external_id is not null do nothing
          returning id, external_id as "externalId", topic_id as "topicId", audience_id as "audienceId", parent_reply_id as "parentReplyId",
            author_person_id as "authorPersonId"`,
    );
  }

  private async recount(tx: Tx, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    await rows(
      tx,
      sql`update topic t set answer_count = n.answers, comment_count = n.comments, moved_at = greatest(t.moved_at, n.last)
          from (select topic_id, count(*) filter (where kind = 'ANSWER') as answers, count(*) filter (where kind = 'COMMENT') as comments,
                  max(created_at) as last
                from reply where topic_id = any(${topicIds}::uuid[]) and state = 'published' and (parent_state is null or parent_state = 'published')
                group by topic_id) as n
          where t.id = n.topic_id`,
    );
  }

  /** The asker chose there, so the asker signs here. A topic that has a solution keeps it. */
  private solve(tx: Tx, accepted: readonly Added[]): Promise<Solved[]> {
    if (accepted.length === 0) return Promise.resolve([]);
    return rows<Solved>(
      tx,
      sql`update topic t set solution_reply_id = r.id, solution_by_id = t.author_person_id
          from reply r where r.id = any(${accepted.map(({ id }) => id)}::uuid[]) and t.id = r.topic_id and t.solution_reply_id is null
          returning t.id as "topicId", r.id as "replyId", t.audience_id as "audienceId", t.author_person_id as "askerPersonId",
            r.author_person_id as "authorPersonId", r.created_at as at`,
    );
  }

  private absent(tx: Tx, source: string, replies: readonly ImportedReply[]): Promise<ImportOutcome['left']> {
    return rows<ImportOutcome['left'][number]>(
      tx,
      sql`select w.id as "externalId", case when t.id is null then 'NO_TOPIC' else 'NO_PARENT' end as reason
          from unnest(${replies.map((one) => one.externalId)}::text[], ${replies.map((one) => one.topicExternalId)}::text[]) as w (id, topic)
          left join topic t on t.source = ${source} and t.external_id = w.topic
          where not exists (select from reply r where r.source = ${source} and r.external_id = w.id)`,
    );
  }
}

function rowOf(reply: ImportedReply): Record<string, unknown> {
  return {
    id: newId(),
    topic: reply.topicExternalId,
    parent: reply.parentExternalId,
    body_md: reply.bodyMarkdown,
    body_html: renderMarkdown(reply.bodyMarkdown),
    author_external_id: reply.authorExternalId,
    author_name: reply.authorName,
    created_at: reply.createdAt,
    score: reply.score,
    external_id: reply.externalId,
  };
}

const imported = { channel: 'import', isImported: true } as const;

function postedOf(reply: ImportedReply & Added): NewInteraction<'reply.posted'> {
  return {
    ...imported,
    kind: 'reply.posted',
    personId: reply.authorPersonId,
    actorPersonId: reply.authorPersonId,
    topicId: reply.topicId,
    replyId: reply.id,
    audienceId: reply.audienceId,
    occurredAt: reply.createdAt,
    payload: {
      replyKind: reply.kind,
      importedScore: reply.score,
      ...(reply.parentReplyId !== null && { parentReplyId: reply.parentReplyId }),
    },
  };
}

/** A dump does not say when an answer was accepted: not before it was written. */
function solvedOf({ topicId, replyId, audienceId, askerPersonId, authorPersonId, at }: Solved): NewInteraction<'answer.marked_solution'> {
  return {
    ...imported,
    kind: 'answer.marked_solution',
    personId: authorPersonId,
    actorPersonId: askerPersonId,
    topicId,
    replyId,
    audienceId,
    occurredAt: at,
    payload: {},
  };
}
