import { Injectable } from '@nestjs/common';
import type { FormProofInput } from '@veche/identity';
import { Clock, type Tx, rows, sql } from '@veche/platform';
import { AudienceRepository, type NamedAudience, type Viewer } from '@veche/visibility';
import { HoldingService } from '../holding/holding.service.js';
import { FileBinder } from '../files/file.binder.js';
import { TopicGroupRepository } from './topic-group.repository.js';
import { TopicLabels } from './topic-labels.js';
import { titled, worded } from './topic-text.js';
import { type LockedTopic, TopicRepository } from './topic.repository.js';
import { type TopicKind, firstStatusOf } from './topic.words.js';

/** A topic that somebody is about to bring, its texts checked and rendered. */
export interface BroughtTopic {
  id: string;
  kind: TopicKind;
  audience: NamedAudience;
  /** Slug of the group that it is asked in; the audience is then the group's. */
  group: string | null;
  words: ReturnType<typeof titled> & ReturnType<typeof worded>;
  products: readonly string[];
  tags: readonly string[];
  author: { id: string; name: string };
  /** With whom it is private, where that is not its author. */
  privateWith?: string;
  form?: FormProofInput | null;
}

/** Writes a new topic with all that belongs to it from its first moment: labels, pictures, the author as its first follower. */
@Injectable()
export class NewTopics {
  constructor(
    private readonly topics: TopicRepository,
    private readonly labels: TopicLabels,
    private readonly audiences: AudienceRepository,
    private readonly groups: TopicGroupRepository,
    private readonly files: FileBinder,
    private readonly holding: HoldingService,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal INVALID of a product, tag or group */
  async write(
    tx: Tx,
    viewer: Viewer,
    { id, kind, audience, group, words, products, tags, author, privateWith, form }: BroughtTopic,
  ): Promise<{ topic: LockedTopic; productIds: string[] }> {
    const place =
      group === null
        ? { groupId: null, audienceId: await this.audiences.idOf(tx, audience, privateWith ?? author.id) }
        : await this.groups.placeIn(tx, viewer, group);
    const why = await this.holding.look(tx, viewer, `${words.title} ${words.bodyMd}`, form);
    const topic = await this.topics.insert(tx, {
      id,
      kind,
      ...words,
      status: firstStatusOf(kind),
      ...place,
      state: why === null ? 'published' : 'held',
      authorPersonId: author.id,
      authorName: author.name,
      createdAt: this.clock.now(),
      followerCount: 1,
    });
    await rows(
      tx,
      sql`insert into topic_follow (topic_id, audience_id, topic_state, person_id, created_at)
          values (${id}, ${topic.audienceId}, ${topic.state}, ${author.id}, ${topic.createdAt})`,
    );
    await this.files.bind(tx, author.id, topic.bodyHtml, { topicId: id });
    const { ids: productIds } = await this.labels.setProducts(tx, topic, products);
    await this.labels.setTags(tx, viewer, topic, tags);
    if (why !== null) await this.holding.open(tx, { topic, replyId: null, authorPersonId: author.id, why });
    return { topic, productIds };
  }
}
