import { Injectable } from '@nestjs/common';
import { ownAct } from '@veche/interactions';
import { Brakes, Clock, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { TopicCommand } from '../topics/topic-command.js';
import { objectionToFollow } from '../topics/topic.policy.js';
import type { Topic } from '../topics/topic.type.js';
import { spendVote } from '../votes/vote.brake.js';

/** Who wants to be told of what comes. */
@Injectable()
export class FollowService {
  constructor(
    private readonly command: TopicCommand,
    private readonly clock: Clock,
    private readonly brakes: Brakes,
  ) {}

  async follow(viewer: Viewer, topicId: string): Promise<Topic> {
    await spendVote(this.brakes, viewer);
    return this.command.run(viewer, topicId, objectionToFollow, async (tx, topic) => {
      const followed = await rows(
        tx,
        sql`insert into topic_follow (topic_id, audience_id, topic_state, person_id, created_at)
            values (${topic.id}, ${topic.audienceId}, ${topic.state}, ${viewer.personId}, ${this.clock.now()})
            on conflict (topic_id, person_id) do nothing returning 1`,
      );
      if (followed.length === 0) return null;
      await rows(tx, sql`update topic set follower_count = follower_count + 1 where id = ${topic.id}`);
      return ownAct(viewer, 'topic.followed', {}, { topicId: topic.id, audienceId: topic.audienceId });
    });
  }

  /** Possible as long as the topic is seen. */
  async unfollow(viewer: Viewer, topicId: string): Promise<Topic> {
    await spendVote(this.brakes, viewer);
    return this.command.run(
      viewer,
      topicId,
      () => null,
      async (tx, topic) => {
        const left = await rows(
          tx,
          sql`delete from topic_follow where topic_id = ${topic.id} and person_id = ${viewer.personId} returning 1`,
        );
        if (left.length === 0) return null;
        await rows(tx, sql`update topic set follower_count = follower_count - 1 where id = ${topic.id}`);
        return ownAct(viewer, 'topic.unfollowed', {}, { topicId: topic.id, audienceId: topic.audienceId });
      },
    );
  }
}
