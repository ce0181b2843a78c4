import { Injectable } from '@nestjs/common';
import { ownAct } from '@veche/interactions';
import { Brakes, Clock, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { ReplyCommand } from '../replies/reply-command.js';
import type { Reply } from '../replies/reply.type.js';
import { spendVote } from './vote.brake.js';
import { objectionToReplyVote } from './vote.policy.js';

/** One person's support of an answer or comment. */
@Injectable()
export class ReplyVoteService {
  constructor(
    private readonly command: ReplyCommand,
    private readonly clock: Clock,
    private readonly brakes: Brakes,
  ) {}

  async vote(viewer: Viewer, replyId: string): Promise<Reply> {
    await spendVote(this.brakes, viewer);
    await this.command.change(viewer, replyId, objectionToReplyVote, async (tx, reply, topic) => {
      const cast = await rows(
        tx,
        sql`insert into reply_vote (reply_id, topic_id, audience_id, topic_state, person_id, created_at)
            values (${reply.id}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${viewer.personId}, ${this.clock.now()})
            on conflict (reply_id, person_id) do nothing returning 1`,
      );
      if (cast.length === 0) return [];
      await rows(tx, sql`update reply set vote_count = vote_count + 1 where id = ${reply.id}`);
      return [ownAct(viewer, 'vote.cast', { on: 'reply' }, { topicId: topic.id, replyId: reply.id, audienceId: topic.audienceId })];
    });
    return this.command.answer(viewer, replyId);
  }

  /** Taking back is possible as long as the reply is seen. */
  async withdraw(viewer: Viewer, replyId: string): Promise<Reply> {
    await spendVote(this.brakes, viewer);
    await this.command.change(
      viewer,
      replyId,
      () => null,
      async (tx, reply, topic) => {
        const withdrawn = await rows(
          tx,
          sql`delete from reply_vote where reply_id = ${reply.id} and person_id = ${viewer.personId} returning 1`,
        );
        if (withdrawn.length === 0) return [];
        await rows(tx, sql`update reply set vote_count = vote_count - 1 where id = ${reply.id}`);
        return [ownAct(viewer, 'vote.withdrawn', { on: 'reply' }, { topicId: topic.id, replyId: reply.id, audienceId: topic.audienceId })];
      },
    );
    return this.command.answer(viewer, replyId);
  }
}
