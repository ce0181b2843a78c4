import { Injectable } from '@nestjs/common';
import { AuditLog, type NewInteraction, actOnAuthor } from '@veche/interactions';
import { Clock, type Tx, rows, sql } from '@veche/platform';
import { type Viewer, leads, moderates } from '@veche/visibility';
import type { LockedTopic } from '../topics/topic.repository.js';

/** The two verdicts of a topic. */
export type Verdict = 'solution' | 'official';

/**
 * Gives and takes back verdicts under a locked topic; the interactions are returned for the command to append last. The solution
 * belongs to the record of whoever wrote the answer; the official answer, being the company's act on the topic, to the asker's.
 */
@Injectable()
export class VerdictRepository {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Makes this answer the solution, in the place of another. */
  async solve(
    tx: Tx,
    viewer: Viewer,
    topic: LockedTopic,
    answer: { id: string; authorPersonId: string | null },
  ): Promise<NewInteraction[]> {
    const undone = await this.unsolve(tx, viewer, topic);
    await rows(tx, sql`update topic set solution_reply_id = ${answer.id}, solution_by_id = ${viewer.personId} where id = ${topic.id}`);
    topic.solutionReplyId = answer.id;
    await this.tell(tx, viewer, topic, 'answer.marked_solution', answer.id);
    return [...undone, actOnAuthor(viewer, answer.authorPersonId, 'answer.marked_solution', {}, about(topic, answer.id))];
  }

  /** Takes the solution back, if there is one. */
  async unsolve(tx: Tx, viewer: Viewer, topic: LockedTopic): Promise<NewInteraction[]> {
    const former = topic.solutionReplyId;
    if (former === null) return [];
    const [answer] = await rows<{ author: string | null }>(tx, sql`select author_person_id as author from reply where id = ${former}`);
    await rows(tx, sql`update topic set solution_reply_id = null, solution_by_id = null where id = ${topic.id}`);
    topic.solutionReplyId = null;
    await this.tell(tx, viewer, topic, 'answer.unmarked_solution', former);
    return [actOnAuthor(viewer, answer?.author ?? null, 'answer.unmarked_solution', {}, about(topic, former))];
  }

  /** The choice is the asker's; that of whoever keeps order there is by a right that others lack. */
  private async tell(tx: Tx, viewer: Viewer, topic: LockedTopic, act: string, replyId: string): Promise<void> {
    if (viewer.personId === topic.authorPersonId || !(moderates(viewer) || leads(viewer, topic.groupId))) return;
    await this.audit.record(tx, viewer, act, topic.id, { replyId });
  }

  /** Makes this answer the company's, signed by the viewer with the title of today, in the place of another. */
  async makeOfficial(tx: Tx, viewer: Viewer, topic: LockedTopic, answerId: string): Promise<NewInteraction[]> {
    const undone = await this.unmakeOfficial(tx, viewer, topic);
    await rows(
      tx,
      sql`update topic set official_reply_id = ${answerId}, official_by_id = p.id, official_title = p.title, official_at = ${this.clock.now()}
          from person p where p.id = ${viewer.personId} and topic.id = ${topic.id}`,
    );
    topic.officialReplyId = answerId;
    return [...undone, actOnAuthor(viewer, topic.authorPersonId, 'answer.marked_official', {}, about(topic, answerId))];
  }

  /** Takes the official answer back, if there is one. */
  async unmakeOfficial(tx: Tx, viewer: Viewer, topic: LockedTopic): Promise<NewInteraction[]> {
    const former = topic.officialReplyId;
    if (former === null) return [];
    await rows(
      tx,
      sql`update topic set official_reply_id = null, official_by_id = null, official_title = '', official_at = null where id = ${topic.id}`,
    );
    topic.officialReplyId = null;
    return [actOnAuthor(viewer, topic.authorPersonId, 'answer.unmarked_official', {}, about(topic, former))];
  }
}

function about(topic: LockedTopic, replyId: string): { topicId: string; replyId: string; audienceId: number } {
  return { topicId: topic.id, replyId, audienceId: topic.audienceId };
}
