import { Injectable } from '@nestjs/common';
import type { Viewer } from '@veche/visibility';
import { answers } from '../loading/asked-fields.js';
import { TopicCommand } from '../topics/topic-command.js';
import type { MarkKind, MarkedTopic } from '../topics/mark.js';
import { TopicMarks } from '../topics/topic-marks.js';
import { objectionToFollow } from '../topics/topic.policy.js';
import type { Topic } from '../topics/topic.type.js';

const FOLLOW: MarkKind<'topic.followed' | 'topic.unfollowed'> = {
  table: 'topic_follow',
  counter: 'follower_count',
  put: 'topic.followed',
  taken: 'topic.unfollowed',
  payload: {},
};

/** What following tells of its topic by itself. */
export type FollowedTopic = Pick<Topic, 'id' | 'followerCount'> & { viewerFollows: boolean };

/** Who wants to be told of what comes. */
@Injectable()
export class FollowService {
  constructor(
    private readonly marks: TopicMarks,
    private readonly command: TopicCommand,
  ) {}

  /** @param asked the fields that the caller wants to know; the topic is not read again when following tells that much */
  follow(viewer: Viewer, topicId: string, asked: ReadonlySet<string>): Promise<Topic | FollowedTopic>;
  follow(viewer: Viewer, topicId: string): Promise<Topic>;
  async follow(viewer: Viewer, topicId: string, asked?: ReadonlySet<string>): Promise<Topic | FollowedTopic> {
    return this.told(viewer, await this.marks.put(viewer, topicId, FOLLOW, objectionToFollow), true, asked);
  }

  /** Possible as long as the topic is seen. */
  unfollow(viewer: Viewer, topicId: string, asked: ReadonlySet<string>): Promise<Topic | FollowedTopic>;
  unfollow(viewer: Viewer, topicId: string): Promise<Topic>;
  async unfollow(viewer: Viewer, topicId: string, asked?: ReadonlySet<string>): Promise<Topic | FollowedTopic> {
    return this.told(viewer, await this.marks.take(viewer, topicId, FOLLOW), false, asked);
  }

  private told(
    viewer: Viewer,
    { id, followerCount }: MarkedTopic,
    viewerFollows: boolean,
    asked?: ReadonlySet<string>,
  ): FollowedTopic | Promise<Topic> {
    const told = { id, followerCount, viewerFollows };
    return answers(told, asked) ? told : this.command.answer(viewer, id, null);
  }
}
