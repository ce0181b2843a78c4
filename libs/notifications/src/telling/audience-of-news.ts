import { type Sql, type Tx, rows, sql } from '@veche/platform';
import type { ContentState, GatedReply, GatedTopic } from '@veche/visibility';
import type { News } from './news.js';

/** The row that the news is about, as it is now, and who would want to know; whether they may is the gate's business. */
export interface AudienceOfNews {
  row: GatedTopic | GatedReply;
  candidateIds: string[];
}

interface LockedTopic {
  audienceId: number;
  state: ContentState;
  authorPersonId: string | null;
}

interface Told {
  state: ContentState | null;
  parentState: ContentState | null;
  authorPersonId: string | null;
  candidateIds: string[];
}

/**
 * Locks the topic against being moved, hidden or deleted until the notifications are committed, then reads the reply and the
 * candidates. Undefined when it is not published (any more): what was taken back is told to nobody, moderators included.
 */
export async function audienceOf(tx: Tx, news: News): Promise<AudienceOfNews | undefined> {
  // Audience and state are part of a key, so this waits for whoever changes them, and for nobody who votes or replies.
  const [topic] = await rows<LockedTopic>(
    tx,
    sql`select audience_id as "audienceId", state, author_person_id as "authorPersonId" from topic where id = ${news.topicId} for key share`,
  );
  if (topic?.state !== 'published') return undefined;
  const [told] = await rows<Told>(tx, toldOf(news, topic.authorPersonId));
  if (told === undefined) return undefined;
  const { candidateIds, state, parentState, authorPersonId } = told;
  if (news.replyId === null) return { row: topic, candidateIds };
  if (state !== 'published' || (parentState ?? 'published') !== 'published') return undefined;
  return { row: { audienceId: topic.audienceId, topicState: topic.state, state, parentState, authorPersonId }, candidateIds };
}

/**
 * One row: the reply's facts and the candidates, each once: with an account, not who did it, and not told of this before
 * (a reply marked official a second time is no second news).
 */
function toldOf({ kind, topicId, replyId, actorPersonId }: News, topicAuthorId: string | null): Sql {
  return sql`select r.state, r.parent_state as "parentState", r.author_person_id as "authorPersonId", array(
      select distinct c.person_id from (
        select ${topicAuthorId}::uuid as person_id
        union all select f.person_id from topic_follow f where f.topic_id = ${topicId}
        union all ${alsoConcerned(kind, topicId)}
      ) as c join account a on a.person_id = c.person_id
      where c.person_id is distinct from ${actorPersonId}::uuid
        and not exists (select from notification n where n.person_id = c.person_id and n.kind = ${kind} and n.reply_id = ${replyId}::uuid)
    ) as "candidateIds"
    from (select 1) as one left join reply r on r.id = ${replyId}::uuid left join reply parent on parent.id = r.parent_reply_id`;
}

/** Beside the topic's author and followers: who wrote what was commented on or chosen, and who voted for an idea or problem. */
function alsoConcerned(kind: News['kind'], topicId: string): Sql {
  if (kind === 'STATUS') return sql`select v.person_id from topic_vote v where v.topic_id = ${topicId}`;
  return kind === 'REPLY' ? sql`select parent.author_person_id` : sql`select r.author_person_id`;
}
