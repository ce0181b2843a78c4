import { Injectable } from '@nestjs/common';
import type { Interaction, StateProjection } from '@veche/interactions';
import type { Tx } from '@veche/platform';
import { type NeedChange, merged, needIn, needKey } from '../need/need.js';
import { type NeedTopic, asked, verdictsAfter } from '../need/need-topic.js';
import { NeedRepository } from '../need/need.repository.js';
import { DemandRepository } from './demand.repository.js';

/** Who needed what, and how much that is by now, derived from the log alone. At most seven statements per batch. */
@Injectable()
export class FaqProjection implements StateProjection {
  readonly name = 'faq';
  readonly effect = false;

  constructor(
    private readonly needs: NeedRepository,
    private readonly demand: DemandRepository,
  ) {}

  async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    const relevant = batch.filter(({ kind, topicId }) => topicId !== null && KINDS.has(kind));
    if (relevant.length === 0) return;
    const topics = await this.needs.topics(tx, [...new Set(relevant.map(({ topicId }) => topicId!))]);
    const { needs, changedTopics, touched } = read(relevant, topics);
    await this.needs.cast(
      tx,
      needs.filter(({ at }) => at !== null),
    );
    await this.needs.withdraw(
      tx,
      needs.filter(({ at }) => at === null),
    );
    await this.needs.saveTopics(tx, changedTopics);
    await this.demand.recompute(tx, touched);
  }

  clear(tx: Tx): Promise<void> {
    return this.needs.clear(tx);
  }
}

const RELABELLED = ['topic.edited', 'topic.retyped'] as const;
const KINDS: ReadonlySet<string> = new Set<Interaction['kind']>([
  ...(['topic.asked', 'topic.followed', 'topic.unfollowed', 'vote.cast', 'vote.withdrawn'] as const),
  ...(['answer.marked_solution', 'answer.unmarked_solution', 'answer.marked_official', 'answer.unmarked_official'] as const),
  // These may change whether and in which sections a topic stands; what is so now is read from the topic itself.
  ...RELABELLED,
]);

/** Folds interactions, in order, into what is to be written. */
function read(
  batch: readonly Interaction[],
  topics: Map<string, NeedTopic>,
): { needs: NeedChange[]; changedTopics: NeedTopic[]; touched: string[] } {
  const needs = new Map<string, NeedChange>();
  const changed = new Set<string>();
  const touched = new Set<string>();
  for (const interaction of batch) {
    const topicId = interaction.topicId!;
    const before = topics.get(topicId);
    const after = interaction.kind === 'topic.asked' ? asked({ ...interaction, topicId }) : before && verdictsAfter(before, interaction);
    if (after !== undefined && after !== before) {
      topics.set(topicId, after);
      changed.add(topicId);
      touched.add(topicId);
    }
    if (after !== undefined && RELABELLED.some((kind) => kind === interaction.kind)) touched.add(topicId);
    const need = needIn(interaction, after);
    if (need !== undefined) {
      needs.set(needKey(need), merged(needs.get(needKey(need)), need));
      touched.add(topicId);
    }
  }
  return { needs: [...needs.values()], changedTopics: [...changed].map((id) => topics.get(id)!), touched: [...touched] };
}
