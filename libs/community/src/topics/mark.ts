import type { InteractionKind, NewInteraction } from '@veche/interactions';
import type { Viewer } from '@veche/visibility';
import type { Objection } from '../objection.js';
import type { TopicFacts } from './topic.policy.js';

/** A person's one mark on a topic: a vote, a follow. */
export interface MarkKind<K extends InteractionKind = InteractionKind> {
  table: 'topic_vote' | 'topic_follow';
  counter: 'vote_count' | 'follower_count';
  put: K;
  taken: K;
  payload: NewInteraction<K>['payload'];
}

/** One person's putting (1) or taking back (-1) of a mark. */
export interface MarkAct {
  viewer: Viewer;
  kind: MarkKind;
  by: 1 | -1;
  objection: (viewer: Viewer, topic: TopicFacts) => Objection | null;
}

/** The topic after a mark, as far as the statement tells. */
export interface MarkedTopic {
  id: string;
  votes: number;
  followerCount: number;
}
