import { Injectable } from '@nestjs/common';
import { type Page, type Sql, joined, none, pageOf, sql } from '@veche/platform';
import { Gate, type Viewer, visibleReply } from '@veche/visibility';
import { type AnswerPlace, placeOf } from './reply.cursor.js';
import { type ReplyRow, asReply, replyColumns, replyJoins } from './reply.sql.js';
import type { Reply, ReplyOrder } from './reply.type.js';

/** Comments shown under one answer, or directly under a topic, at most: the first ones. */
export const COMMENTS_SHOWN = 100;

/** One page of a topic's answers. */
export interface AnswersWish {
  topicId: string;
  first: number;
  after: AnswerPlace | null;
  order: ReplyOrder;
}

/** All that one request wants of the threads of its topics, read together. */
export interface ThreadWish {
  answers: readonly AnswersWish[];
  /** Topics whose direct comments are wanted. */
  commentsOfTopics: ReadonlySet<string>;
  /** Answers whose comments are wanted. */
  commentsOfAnswers: ReadonlySet<string>;
  /** Single replies: the two verdicts. */
  replies: ReadonlySet<string>;
}

export interface Thread {
  /** In the order of the wishes; each answer with its comments. */
  answers: Page<Reply>[];
  /** By topic. */
  commentsOfTopics: Map<string, Reply[]>;
  /** By answer. */
  commentsOfAnswers: Map<string, Reply[]>;
  replies: Map<string, Reply>;
}

type ThreadRow = ReplyRow & { part: number };

// Where a row belongs; the pages of answers are numbered from PAGE on.
const SINGLE = 0;
const TOPIC_COMMENT = 1;
const ANSWER_COMMENT = 2;
const PAGE = 3;

/**
 * Reads threads in one statement, however many topics, pages and verdicts are asked for: a statement for each field of a page
 * would be five (speed.md, lessons 1 and 9).
 */
@Injectable()
export class ThreadReader {
  constructor(private readonly gate: Gate) {}

  async read(viewer: Viewer, wish: ThreadWish): Promise<Thread> {
    const found = await this.gate.readerFor(viewer).rows<ThreadRow>(threadStatement(viewer, wish));
    const parts = new Map<number, Reply[]>();
    for (const row of found) listIn(parts, row.part).push(asReply(viewer, row));
    const comments = groupedBy(parts.get(ANSWER_COMMENT), (reply) => reply.parentId!);
    // Answers that came with their comments keep them; the others are asked about when somebody wants to know.
    if (wish.answers.length > 0) for (const reply of [...parts.values()].flat()) reply.comments = comments.get(reply.id) ?? [];
    return {
      answers: wish.answers.map(({ first, order }, i) => pageOf(parts.get(PAGE + i) ?? [], first, (reply) => placeOf(reply, order))),
      commentsOfTopics: groupedBy(parts.get(TOPIC_COMMENT), (reply) => reply.topicId),
      commentsOfAnswers: comments,
      replies: new Map((parts.get(SINGLE) ?? []).map((reply) => [reply.id, reply])),
    };
  }
}

/**
 * The statement itself; its cost is what the spec measures. First the ids are chosen by index alone, then each is looked up: the
 * limits and the lateral join keep the planner, which cannot know how few there will be, from reading the whole table instead.
 */
export function threadStatement(viewer: Viewer, wish: ThreadWish): Sql {
  const visible = visibleReply(viewer, 'r');
  const picked = [
    sql`select r.id, ${SINGLE}::int as part, 0::bigint as nth from reply r where r.id = any(${[...wish.replies]}::uuid[]) and ${visible}`,
    sql`select c.id, ${TOPIC_COMMENT}::int, c.nth from unnest(${[...wish.commentsOfTopics]}::uuid[]) as wanted (id) cross join lateral (
          ${firstComments(sql`r.topic_id = wanted.id and r.parent_reply_id is null and r.kind = 'COMMENT' and ${visible}`)}) as c`,
    ...wish.answers.map((page, i) => answersPage(visible, page, PAGE + i)),
  ];
  return sql`with picked as materialized (${joined(
    picked.map((part) => sql`(${part})`),
    ' union all ',
  )}),
    shown as (
      select * from picked union all
      select c.id, ${ANSWER_COMMENT}::int, c.nth from (${parents(wish)}) as parent (id)
      cross join lateral (${firstComments(sql`r.parent_reply_id = parent.id and ${visible}`)}) as c)
    select shown.part, reply.* from shown cross join lateral (
      select ${replyColumns(viewer)} from reply r ${replyJoins} where r.id = shown.id limit 1) as reply
    order by shown.part, shown.nth`;
}

/** Answers whose comments are read: with a page of answers those of all answers at hand come along. */
function parents({ answers, replies, commentsOfAnswers }: ThreadWish): Sql {
  const asked = sql`select unnest(${[...commentsOfAnswers]}::uuid[])`;
  if (answers.length === 0) return asked;
  const most = answers.reduce((sum, { first }) => sum + first + 1, replies.size + commentsOfAnswers.size);
  return sql`select id from picked where part <> ${TOPIC_COMMENT}::int union ${asked} limit ${most}`;
}

function firstComments(condition: Sql): Sql {
  return sql`select r.id, row_number() over (order by r.created_at, r.id) as nth from reply r where ${condition}
    order by r.created_at, r.id limit ${COMMENTS_SHOWN}`;
}

function answersPage(visible: Sql, { topicId, first, after, order }: AnswersWish, part: number): Sql {
  const { by, beyond } = ORDERS[order];
  const from = after === null ? none : sql`and ${beyond(after)}`;
  return sql`select r.id, ${part}::int, row_number() over (order by ${by}) from reply r
    where r.topic_id = ${topicId} and r.kind = 'ANSWER' and r.parent_reply_id is null and ${visible} ${from} order by ${by} limit ${first + 1}`;
}

// The id breaks ties, so that a keyset page never skips or repeats.
const ORDERS: Record<ReplyOrder, { by: Sql; beyond: (after: AnswerPlace) => Sql }> = {
  BEST: {
    by: sql`r.score desc, r.created_at, r.id`,
    beyond: ({ score, at, id }) =>
      sql`r.score <= ${score} and (r.score < ${score} or (r.created_at, r.id) > (${at}::timestamptz, ${id}::uuid))`,
  },
  OLDEST: {
    by: sql`r.created_at, r.id`,
    beyond: ({ at, id }) => sql`(r.created_at, r.id) > (${at}::timestamptz, ${id}::uuid)`,
  },
  NEWEST: {
    by: sql`r.created_at desc, r.id desc`,
    beyond: ({ at, id }) => sql`(r.created_at, r.id) < (${at}::timestamptz, ${id}::uuid)`,
  },
};

function listIn<K>(lists: Map<K, Reply[]>, key: K): Reply[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: Reply[] = [];
  lists.set(key, made);
  return made;
}

function groupedBy(replies: Reply[] | undefined, key: (reply: Reply) => string): Map<string, Reply[]> {
  const groups = new Map<string, Reply[]>();
  for (const reply of replies ?? []) listIn(groups, key(reply)).push(reply);
  return groups;
}
