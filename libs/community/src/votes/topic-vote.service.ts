import { Injectable } from '@nestjs/common';
import { ownAct } from '@veche/interactions';
import { Brakes, Clock, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { TopicCommand } from '../topics/topic-command.js';
import { objectionToTopicVote } from '../topics/topic.policy.js';
import type { Topic } from '../topics/topic.type.js';
import { spendVote } from './vote.brake.js';

/** "I have this too": one vote of one person, however often and from wherever it is sent. */
@Injectable()
export class TopicVoteService {
  constructor(
    private readonly command: TopicCommand,
    private readonly clock: Clock,
    private readonly brakes: Brakes,
  ) {}

  async vote(viewer: Viewer, topicId: string): Promise<Topic> {
    await spendVote(this.brakes, viewer);
    return this.command.run(viewer, topicId, objectionToTopicVote, async (tx, topic) => {
      const cast = await rows(
        tx,
        sql`insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
            values (${topic.id}, ${topic.audienceId}, ${topic.state}, ${viewer.personId}, ${this.clock.now()})
            on conflict (topic_id, person_id) do nothing returning 1`,
      );
      if (cast.length === 0) return null;
      await rows(tx, sql`update topic set vote_count = vote_count + 1 where id = ${topic.id}`);
      return ownAct(viewer, 'vote.cast', { on: 'topic' }, { topicId: topic.id, audienceId: topic.audienceId });
    });
  }

  /** Taking back is possible as long as the topic is seen. */
  async withdraw(viewer: Viewer, topicId: string): Promise<Topic> {
    await spendVote(this.brakes, viewer);
    return this.command.run(
      viewer,
      topicId,
      () => null,
      async (tx, topic) => {
        const withdrawn = await rows(
          tx,
          sql`delete from topic_vote where topic_id = ${topic.id} and person_id = ${viewer.personId} returning 1`,
        );
        if (withdrawn.length === 0) return null;
        await rows(tx, sql`update topic set vote_count = vote_count - 1 where id = ${topic.id}`);
        return ownAct(viewer, 'vote.withdrawn', { on: 'topic' }, { topicId: topic.id, audienceId: topic.audienceId });
      },
    );
  }
}
