import { Injectable } from '@nestjs/common';
import { type Page, pageOf } from '@veche/platform';
import { Gate, type Viewer } from '@veche/visibility';
import { placeOf } from './reply.cursor.js';
import { type ReplyRow, asReply } from './reply.sql.js';
import type { Reply } from './reply.type.js';
import { ANSWER_COMMENT, PAGE, SINGLE, TOPIC_COMMENT, type ThreadWish, threadStatement } from './thread.sql.js';

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
