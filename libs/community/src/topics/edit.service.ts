import { Injectable } from '@nestjs/common';
import { actOnAuthor } from '@veche/interactions';
import { Clock, type Tx } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FileBinder } from '../files/file.binder.js';
import { HoldingService } from '../holding/holding.service.js';
import { RevisionRepository } from '../revisions/revision.repository.js';
import { TopicCommand } from './topic-command.js';
import { TopicLabels } from './topic-labels.js';
import { titled, worded } from './topic-text.js';
import type { EditTopicInput } from './topic.input.js';
import { objectionToEdit, objectionToLabel } from './topic.policy.js';
import { type LockedTopic, TopicRepository } from './topic.repository.js';
import { about } from './topic.service.js';
import type { Topic } from './topic.type.js';

/** Changing a topic's words and labels. */
@Injectable()
export class EditService {
  constructor(
    private readonly command: TopicCommand,
    private readonly topics: TopicRepository,
    private readonly labels: TopicLabels,
    private readonly revisions: RevisionRepository,
    private readonly files: FileBinder,
    private readonly holding: HoldingService,
    private readonly clock: Clock,
  ) {}

  /**
   * What the input leaves out stays. Former words are kept as a revision; an edit that changes nothing leaves no trace.
   * @throws Refusal NOT_FOUND, FORBIDDEN, INVALID (field), CONFLICT (not published, closed)
   */
  async edit(viewer: Viewer, input: EditTopicInput): Promise<Topic> {
    const words = {
      ...(typeof input.title === 'string' && titled(input.title)),
      ...(typeof input.body === 'string' && worded(input.body)),
    };
    const objection = Object.keys(words).length > 0 ? objectionToEdit : objectionToLabel;
    return this.command.run(viewer, input.topic, objection, async (tx, topic) => {
      const reworded = await this.reword(tx, viewer, topic, words);
      const relabelled = await this.relabel(tx, viewer, topic, input);
      return reworded || relabelled ? actOnAuthor(viewer, topic.authorPersonId, 'topic.edited', {}, about(topic)) : null;
    });
  }

  private async reword(
    tx: Tx,
    viewer: Viewer,
    topic: LockedTopic,
    words: Partial<ReturnType<typeof titled> & ReturnType<typeof worded>>,
  ): Promise<boolean> {
    const title = words.title ?? topic.title;
    const bodyMarkdown = words.bodyMd ?? topic.bodyMd;
    if (title === topic.title && bodyMarkdown === topic.bodyMd) return false;
    if (topic.state === 'published')
      await this.holding.insistOnEdit(tx, viewer, `${topic.title}\n${topic.bodyMd}`, `${title}\n${bodyMarkdown}`);
    await this.revisions.record(tx, { topicId: topic.id }, viewer.personId, { title, bodyMarkdown });
    await this.topics.update(tx, topic, { ...words, editedAt: this.clock.now(), mayGoBack: false });
    if (viewer.personId !== null) await this.files.bind(tx, viewer.personId, topic.bodyHtml, { topicId: topic.id });
    return true;
  }

  private async relabel(tx: Tx, viewer: Viewer, topic: LockedTopic, { products, tags }: EditTopicInput): Promise<boolean> {
    const productsChanged = Array.isArray(products) && (await this.labels.setProducts(tx, topic, products)).changed;
    const tagsChanged = Array.isArray(tags) && (await this.labels.setTags(tx, viewer, topic, tags));
    return productsChanged || tagsChanged;
  }
}
