import { Injectable } from '@nestjs/common';
import type { Interaction, StateProjection } from '@veche/interactions';
import type { Tx } from '@veche/platform';
import { DocumentRepository } from './document.repository.js';

/** Whatever changes a topic's words, or who may see them. */
const KINDS: ReadonlySet<string> = new Set<Interaction['kind']>([
  'topic.asked',
  'topic.edited',
  'topic.moved',
  'topic.deleted',
  'topic.restored',
]);

/**
 * Keeps the search text beside the topics. The log says which topics changed; their text is read from the topics themselves,
 * because the log holds none. At the head of the log the tables depend on the topics alone, so a rebuild gives the same bytes.
 */
@Injectable()
export class SearchProjection implements StateProjection {
  readonly name = 'search';
  readonly effect = false;

  constructor(private readonly documents: DocumentRepository) {}

  async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    const changed = batch.filter(({ kind, topicId }) => topicId !== null && KINDS.has(kind)).map(({ topicId }) => topicId!);
    // A group that became of another type took all its topics along.
    const groups = batch.filter(({ kind }) => kind === 'group.type_changed').map(({ payload }) => String(payload['groupId']));
    await this.documents.write(tx, [...new Set([...changed, ...(await this.documents.inGroups(tx, groups))])]);
  }

  clear(tx: Tx): Promise<void> {
    return this.documents.clear(tx);
  }
}
