import { Injectable } from '@nestjs/common';
import type { Viewer } from '@veche/visibility';
import { answers } from '../loading/asked-fields.js';
import { TopicCommand } from '../topics/topic-command.js';
import type { MarkKind, MarkedTopic } from '../topics/mark.js';
import { TopicMarks } from '../topics/topic-marks.js';
import { objectionToTopicVote } from '../topics/topic.policy.js';
import type { Topic } from '../topics/topic.type.js';

const VOTE: MarkKind<'vote.cast' | 'vote.withdrawn'> = {
  table: 'topic_vote',
  counter: 'vote_count',
  put: 'vote.cast',
  taken: 'vote.withdrawn',
  payload: { on: 'topic' },
};

/** What a vote tells of its topic by itself. */
export type VotedTopic = Pick<Topic, 'id' | 'votes' | 'viewerVoted'>;

/** "I have this too": one vote of one person, however often and from wherever it is sent. */
@Injectable()
export class TopicVoteService {
  constructor(
    private readonly marks: TopicMarks,
    private readonly command: TopicCommand,
  ) {}

  /** @param asked the fields that the caller wants to know; the topic is not read again when the vote tells that much */
  vote(viewer: Viewer, topicId: string, asked: ReadonlySet<string>): Promise<Topic | VotedTopic>;
  vote(viewer: Viewer, topicId: string): Promise<Topic>;
  async vote(viewer: Viewer, topicId: string, asked?: ReadonlySet<string>): Promise<Topic | VotedTopic> {
    return this.told(viewer, await this.marks.put(viewer, topicId, VOTE, objectionToTopicVote), true, asked);
  }

  /** Taking back is possible as long as the topic is seen. */
  withdraw(viewer: Viewer, topicId: string, asked: ReadonlySet<string>): Promise<Topic | VotedTopic>;
  withdraw(viewer: Viewer, topicId: string): Promise<Topic>;
  async withdraw(viewer: Viewer, topicId: string, asked?: ReadonlySet<string>): Promise<Topic | VotedTopic> {
    return this.told(viewer, await this.marks.take(viewer, topicId, VOTE), false, asked);
  }

  private told(viewer: Viewer, { id, votes }: MarkedTopic, viewerVoted: boolean, asked?: ReadonlySet<string>): VotedTopic | Promise<Topic> {
    const told = { id, votes, viewerVoted };
    return answers(told, asked) ? told : this.command.answer(viewer, id, null);
  }
}
