import type { Interaction } from '@veche/interactions';
import { type CauseKind, POINTS, cappedPoints, waitingFactor } from './rules.js';

/** What the rules ask about a topic or a reply. */
export interface Post {
  postId: string;
  topicId: string;
  authorId: string | null;
  madeAt: Date;
  isDeleted: boolean;
  /** Of a topic: the verdicts that stand. */
  solutionReplyId: string | null;
  officialReplyId: string | null;
}

/** Why somebody earns. Its points are those of the first time, also when it is given again. */
export interface Cause {
  postId: string;
  kind: CauseKind;
  giverId: string;
  topicId: string;
  earnerId: string;
  points: number;
  /** The day (UTC) on which it was first given, as 2026-11-22. */
  day: string;
  isGiven: boolean;
  stands: boolean;
}

/** An immutable line of the ledger. */
export interface Entry extends Pick<Cause, 'postId' | 'kind' | 'topicId' | 'points' | 'day'> {
  /** What brought it about. */
  interactionId: string;
  nth: number;
  personId: string;
  at: Date;
}

/** Verdicts are given once, whoever gives them. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What votes brought to one person on one day. */
export interface DayTotal {
  points: number;
  byGiver: Map<string, number>;
}

/** What is known before a batch: everything that its interactions touch. */
export interface Known {
  posts: Map<string, Post>;
  causes: Map<string, Cause>;
  days: Map<string, DayTotal>;
}

export const causeKey = (cause: Pick<Cause, 'postId' | 'kind' | 'giverId'>) => `${cause.postId} ${cause.kind} ${cause.giverId}`;
export const dayKey = (earnerId: string, day: string) => `${earnerId} ${day}`;
export const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);

/**
 * Reads interactions in order and writes down who earned what. Pure: it knows what it was given, and says what changed.
 * A cause is given or taken back by acts; it stands while it is given and neither its post nor its topic is deleted; an entry is
 * written whenever that changes. So undoing anything writes the exact reverse, in whatever order things are undone.
 */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly changedPosts = new Set<Post>();
  readonly changedCauses = new Set<Cause>();
  private readonly causesByTopic = new Map<string, Cause[]>();

  constructor(private readonly known: Known) {
    for (const cause of known.causes.values()) this.file(cause);
  }

  read(interaction: Interaction): void {
    const { kind, topicId, replyId, isImported } = interaction;
    if (topicId === null) return;
    switch (kind) {
      case 'topic.asked':
        return this.begin(topicId, interaction);
      case 'reply.posted':
        this.begin(replyId!, interaction);
        return interaction.payload['isOfficial'] === true ? this.makeOfficial(interaction) : undefined;
      case 'topic.deleted':
      case 'reply.deleted':
        return this.setDeleted(interaction, true);
      case 'topic.restored':
      case 'reply.restored':
        return this.setDeleted(interaction, false);
      case 'vote.cast':
        return isImported ? undefined : this.vote(interaction);
      case 'vote.withdrawn':
        return this.takeBack(interaction, voteOf(interaction), interaction.personId ?? NOBODY);
      case 'answer.marked_solution':
        return this.solve(interaction);
      case 'answer.unmarked_solution':
        return this.unsolve(interaction);
      case 'answer.marked_official':
        return this.makeOfficial(interaction);
      case 'answer.unmarked_official':
        return this.unmakeOfficial(interaction);
    }
  }

  private begin(postId: string, { topicId, personId, occurredAt }: Interaction): void {
    const post: Post = {
      ...{ postId, topicId: topicId!, authorId: personId, madeAt: occurredAt },
      ...{ isDeleted: false, solutionReplyId: null, officialReplyId: null },
    };
    this.known.posts.set(postId, post);
    this.changedPosts.add(post);
  }

  private setDeleted(interaction: Interaction, isDeleted: boolean): void {
    const { kind, topicId, replyId } = interaction;
    const isTopic = kind.startsWith('topic.');
    const post = this.known.posts.get(isTopic ? topicId! : replyId!);
    if (post === undefined || post.isDeleted === isDeleted) return;
    post.isDeleted = isDeleted;
    this.changedPosts.add(post);
    const under = this.causesByTopic.get(topicId!) ?? [];
    // In an order of their own: the entries of one interaction are numbered, and a rebuild numbers them alike.
    for (const cause of isTopic ? under.toSorted(byKey) : under.filter(({ postId }) => postId === post.postId).toSorted(byKey)) {
      this.settle(cause, interaction);
    }
  }

  private vote(interaction: Interaction): void {
    const { personId: giverId, occurredAt } = interaction;
    const kind = voteOf(interaction);
    const post = this.subjectOf(interaction);
    if (giverId === null || post?.authorId == null || post.authorId === giverId) return;
    const day = dayOf(occurredAt);
    this.give(interaction, { post, kind, giverId, earnerId: post.authorId }, () => {
      const total = this.dayOfEarner(post.authorId!, day);
      const fromGiver = total.byGiver.get(giverId) ?? 0;
      const points = cappedPoints(kind, total.points, fromGiver);
      total.points += points;
      total.byGiver.set(giverId, fromGiver + 1);
      return points;
    });
  }

  private solve(interaction: Interaction): void {
    const { topicId, replyId, actorPersonId } = interaction;
    const [topic, reply] = [this.known.posts.get(topicId!), this.known.posts.get(replyId!)];
    if (topic === undefined || reply === undefined || topic.solutionReplyId === reply.postId) return;
    this.unsolve(interaction);
    topic.solutionReplyId = reply.postId;
    this.changedPosts.add(topic);
    // Whoever answers themselves earns nothing by it.
    if (reply.authorId === topic.authorId) return;
    if (reply.authorId !== null) {
      const worth = POINTS.SOLUTION * waitingFactor(topic.madeAt, reply.madeAt);
      this.give(interaction, { post: reply, kind: 'SOLUTION', giverId: NOBODY, earnerId: reply.authorId }, () => worth);
    }
    if (topic.authorId !== null && topic.authorId === actorPersonId) {
      this.give(interaction, { post: reply, kind: 'CHOICE', giverId: NOBODY, earnerId: topic.authorId }, () => POINTS.CHOICE);
    }
  }

  private unsolve(interaction: Interaction): void {
    const topic = this.known.posts.get(interaction.topicId!);
    if (topic?.solutionReplyId == null) return;
    for (const kind of ['SOLUTION', 'CHOICE'] as const) this.takeBackFrom(interaction, topic.solutionReplyId, kind, NOBODY);
    topic.solutionReplyId = null;
    this.changedPosts.add(topic);
  }

  private makeOfficial(interaction: Interaction): void {
    const { topicId, replyId, actorPersonId } = interaction;
    const [topic, reply] = [this.known.posts.get(topicId!), this.known.posts.get(replyId!)];
    if (topic === undefined || reply === undefined || topic.officialReplyId === reply.postId) return;
    this.unmakeOfficial(interaction);
    topic.officialReplyId = reply.postId;
    this.changedPosts.add(topic);
    // The company thanks somebody else; its own word is not thanked for.
    if (reply.authorId === null || actorPersonId === null || reply.authorId === actorPersonId) return;
    this.give(interaction, { post: reply, kind: 'OFFICIAL', giverId: NOBODY, earnerId: reply.authorId }, () => POINTS.OFFICIAL);
  }

  private unmakeOfficial(interaction: Interaction): void {
    const topic = this.known.posts.get(interaction.topicId!);
    if (topic?.officialReplyId == null) return;
    this.takeBackFrom(interaction, topic.officialReplyId, 'OFFICIAL', NOBODY);
    topic.officialReplyId = null;
    this.changedPosts.add(topic);
  }

  /** @param worth asked only the first time: given again, a cause is worth what it was */
  private give(
    interaction: Interaction,
    { post, kind, giverId, earnerId }: { post: Post; kind: CauseKind; giverId: string; earnerId: string },
    worth: () => number,
  ): void {
    const { postId, topicId } = post;
    let cause = this.known.causes.get(causeKey({ postId, kind, giverId }));
    if (cause === undefined) {
      const day = dayOf(interaction.occurredAt);
      cause = { postId, kind, giverId, topicId, earnerId, points: worth(), day, isGiven: false, stands: false };
      this.known.causes.set(causeKey(cause), cause);
      this.file(cause);
    }
    cause.isGiven = true;
    this.changedCauses.add(cause);
    this.settle(cause, interaction);
  }

  private takeBack(interaction: Interaction, kind: CauseKind, giverId: string): void {
    const post = this.subjectOf(interaction);
    if (post !== undefined) this.takeBackFrom(interaction, post.postId, kind, giverId);
  }

  private takeBackFrom(interaction: Interaction, postId: string, kind: CauseKind, giverId: string): void {
    const cause = this.known.causes.get(causeKey({ postId, kind, giverId }));
    if (cause === undefined || !cause.isGiven) return;
    cause.isGiven = false;
    this.changedCauses.add(cause);
    this.settle(cause, interaction);
  }

  private settle(cause: Cause, { id: interactionId, occurredAt }: Interaction): void {
    const isThere = (postId: string) => this.known.posts.get(postId)?.isDeleted !== true;
    const stands = cause.isGiven && isThere(cause.postId) && isThere(cause.topicId);
    if (stands === cause.stands) return;
    cause.stands = stands;
    this.changedCauses.add(cause);
    // What the caps left nothing of still stands or falls, without a line.
    if (cause.points === 0) return;
    const { postId, kind, topicId, day, earnerId } = cause;
    const before = this.entries.at(-1);
    const nth = before?.interactionId === interactionId ? before.nth + 1 : 0;
    this.entries.push({
      ...{ interactionId, nth, personId: earnerId, kind, postId, topicId, day, at: occurredAt },
      points: stands ? cause.points : -cause.points,
    });
  }

  private subjectOf(interaction: Interaction): Post | undefined {
    return this.known.posts.get(voteOf(interaction) === 'TOPIC_VOTE' ? interaction.topicId! : interaction.replyId!);
  }

  private dayOfEarner(earnerId: string, day: string): DayTotal {
    const key = dayKey(earnerId, day);
    const total = this.known.days.get(key) ?? { points: 0, byGiver: new Map<string, number>() };
    this.known.days.set(key, total);
    return total;
  }

  private file(cause: Cause): void {
    const filed = this.causesByTopic.get(cause.topicId);
    if (filed === undefined) this.causesByTopic.set(cause.topicId, [cause]);
    else filed.push(cause);
  }
}

function voteOf({ payload }: Interaction): 'TOPIC_VOTE' | 'REPLY_VOTE' {
  return payload['on'] === 'reply' ? 'REPLY_VOTE' : 'TOPIC_VOTE';
}

function byKey(one: Cause, other: Cause): number {
  return causeKey(one) < causeKey(other) ? -1 : 1;
}
