import type { PortalContext } from '@veche/identity';
import { type Page, pageSize } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { placeIn } from './reply.cursor.js';
import type { Reply, ReplyOrder } from './reply.type.js';
import type { Thread, ThreadReader } from './thread.reader.js';
import type { AnswersWish } from './thread.sql.js';

const NAME = 'community.thread';

/** What was wished for since the last reading. */
class Wishes {
  readonly answers: AnswersWish[] = [];
  readonly commentsOfTopics = new Set<string>();
  readonly commentsOfAnswers = new Set<string>();
  readonly replies = new Set<string>();
}

/**
 * One per request: fields of one page that ask for parts of threads (answers, comments, the two verdicts) wait for each other
 * until the event loop turns, and are read in one statement.
 */
export class ThreadLoader {
  private gathering: { wishes: Wishes; thread: Promise<Thread> } | undefined;

  private constructor(
    private readonly reader: ThreadReader,
    private readonly viewer: Viewer,
  ) {}

  /** The loader of this request. */
  static of({ loaders, viewer }: Pick<PortalContext, 'loaders'> & { viewer: Viewer }, reader: ThreadReader): ThreadLoader {
    const known = loaders.get(NAME);
    if (known instanceof ThreadLoader) return known;
    const made = new ThreadLoader(reader, viewer);
    loaders.set(NAME, made);
    return made;
  }

  async answers(
    topicId: string,
    first: number | null | undefined,
    after: string | null | undefined,
    order: ReplyOrder,
  ): Promise<Page<Reply>> {
    // A damaged cursor is refused here, before it could spoil what other fields wait for.
    const place = after === null || after === undefined ? null : placeIn(after, order);
    const { wishes, thread } = this.gather();
    const nth = wishes.answers.push({ topicId, first: pageSize(first), after: place, order }) - 1;
    return (await thread).answers[nth]!;
  }

  /** Comments directly on a topic. */
  async commentsOfTopic(topicId: string): Promise<Reply[]> {
    const { wishes, thread } = this.gather();
    wishes.commentsOfTopics.add(topicId);
    return (await thread).commentsOfTopics.get(topicId) ?? [];
  }

  async commentsOfAnswer(replyId: string): Promise<Reply[]> {
    const { wishes, thread } = this.gather();
    wishes.commentsOfAnswers.add(replyId);
    return (await thread).commentsOfAnswers.get(replyId) ?? [];
  }

  /** A single reply, when the viewer sees it. */
  async reply(id: string): Promise<Reply | null> {
    const { wishes, thread } = this.gather();
    wishes.replies.add(id);
    return (await thread).replies.get(id) ?? null;
  }

  private gather(): { wishes: Wishes; thread: Promise<Thread> } {
    if (this.gathering !== undefined) return this.gathering;
    const wishes = new Wishes();
    const turned = new Promise<void>((resolve) => setImmediate(resolve));
    const thread = turned.then(() => {
      this.gathering = undefined;
      return this.reader.read(this.viewer, wishes);
    });
    this.gathering = { wishes, thread };
    return this.gathering;
  }
}
