import { Injectable } from '@nestjs/common';
import type { Interaction, StateProjection } from '@veche/interactions';
import type { Tx } from '@veche/platform';
import { Ledger, dayOf } from './ledger.js';
import { LedgerRepository } from './ledger.repository.js';

/** Who earned what, derived from the log alone. At most eight statements per batch. */
@Injectable()
export class ReputationProjection implements StateProjection {
  readonly name = 'reputation';
  readonly effect = false;

  constructor(private readonly repository: LedgerRepository) {}

  async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    const relevant = batch.filter(({ kind, topicId }) => topicId !== null && KINDS.has(kind));
    if (relevant.length === 0) return;
    const ledger = new Ledger(await this.known(tx, relevant));
    for (const interaction of relevant) ledger.read(interaction);
    await this.repository.savePosts(tx, [...ledger.changedPosts]);
    await this.repository.saveCauses(tx, [...ledger.changedCauses]);
    await this.repository.write(tx, ledger.entries);
  }

  clear(tx: Tx): Promise<void> {
    return this.repository.clear(tx);
  }

  private async known(tx: Tx, batch: readonly Interaction[]) {
    const ids = new Set(batch.flatMap(({ topicId, replyId }) => (replyId === null ? [topicId!] : [topicId!, replyId])));
    // With a topic everything under it comes and goes.
    const whole = batch.flatMap(({ kind, topicId }) => (kind === 'topic.deleted' || kind === 'topic.restored' ? [topicId!] : []));
    const posts = await this.repository.posts(tx, [...ids], whole);
    const causes = await this.repository.causes(tx, [...posts.keys()], whole);
    const votes = batch.filter(({ kind }) => kind === 'vote.cast');
    const authors = [...[...posts.values()].map(({ authorId }) => authorId), ...batch.map(({ personId }) => personId)];
    const earners = [...new Set(authors.filter((id) => id !== null))];
    const days = [...new Set(votes.map(({ occurredAt }) => dayOf(occurredAt)))];
    return { posts, causes, days: votes.length === 0 ? new Map<string, never>() : await this.repository.days(tx, earners, days) };
  }
}

const KINDS: ReadonlySet<string> = new Set<Interaction['kind']>([
  ...(['topic.asked', 'topic.deleted', 'topic.restored', 'reply.posted', 'reply.deleted', 'reply.restored'] as const),
  ...(['vote.cast', 'vote.withdrawn', 'answer.marked_solution', 'answer.unmarked_solution'] as const),
  ...(['answer.marked_official', 'answer.unmarked_official'] as const),
]);
