import { Test, type TestingModule } from '@nestjs/testing';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, type Database, MovedClock, PlatformModule, loadConfig, newId, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { type Role, type Viewer, VisibilityModule, viewerOf } from '@veche/visibility';
import { CommunityModule } from '../community.module.js';
import { AskService } from '../topics/ask.service.js';
import { TopicEntity } from '../topics/topic.entity.js';
import type { AskInput } from '../topics/topic.input.js';
import type { Topic } from '../topics/topic.type.js';

/** A community of one spec file's own on a real database, with builders of what specs talk about. */
export class Community {
  private constructor(
    private readonly test: TestDatabase,
    private readonly brakes: Brakes,
    private readonly module: TestingModule,
    readonly clock: MovedClock,
  ) {}

  static async found(clock = new MovedClock()): Promise<Community> {
    const test = await testDatabase([TopicEntity]);
    const brakes = new Brakes(test.url);
    const module = await Test.createTestingModule({
      imports: [PlatformModule.with({ config: loadConfig({}), database: test.db, brakes, clock }), VisibilityModule, InteractionsModule, CommunityModule],
    }).compile();
    return new Community(test, brakes, module, clock);
  }

  get db(): Database {
    return this.test.db;
  }

  /** A service of the application. */
  get<T>(type: new (...dependencies: never[]) => T): T {
    return this.module.get<T>(type);
  }

  /** Somebody new who is signed in. */
  async person({ name = 'Anna', title = '', roles = [] as Role[] } = {}): Promise<Viewer> {
    const personId = newId();
    const now = this.clock.now();
    await this.db.main.rows(
      sql`insert into person (id, handle, name, title, is_representative, joined_at, created_at)
          values (${personId}, ${`p${personId.slice(-12)}`}, ${name}, ${title}, ${roles.includes('REPRESENTATIVE')}, ${now}, ${now})`,
    );
    return viewerOf({ personId, accountId: null, sessionId: null, name, roles, privateAudienceId: null, locale: 'en' });
  }

  /** The viewer with the private audience that it has got by now, as the next request resolves it. */
  async again(viewer: Viewer): Promise<Viewer> {
    const found = await this.db.main.row<{ id: number }>(sql`select id from audience where person_id = ${viewer.personId}`);
    return found === undefined ? viewer : { ...viewer, audienceIds: [...new Set([...viewer.audienceIds, found.id])] };
  }

  topic(author: Viewer, input: Partial<AskInput> = {}): Promise<Topic> {
    return this.get(AskService).ask(author, { kind: 'QUESTION', title: 'Sound stops after an update', body: 'It was fine before.', ...input });
  }

  /** A reply's row, without the service that others test. */
  async reply(topicId: string, author: Viewer, kind: 'ANSWER' | 'COMMENT' = 'ANSWER'): Promise<string> {
    const id = newId();
    const at = this.clock.now();
    await this.db.transaction(async (tx) => {
      await rows(
        tx,
        sql`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
            select ${id}, id, audience_id, state, ${kind}, 'Try again', '<p>Try again</p>', ${author.personId}, ${author.name}, ${at} from topic where id = ${topicId}`,
      );
      const count = kind === 'ANSWER' ? sql`answer_count = answer_count + 1` : sql`comment_count = comment_count + 1`;
      await rows(tx, sql`update topic set moved_at = ${at}, ${count} where id = ${topicId}`);
    });
    return id;
  }

  async product(slug: string): Promise<string> {
    const id = newId();
    await this.db.main.rows(sql`insert into product (id, slug, name, created_at) values (${id}, ${slug}, ${slug}, ${this.clock.now()})`);
    return id;
  }

  /** Kinds of interactions about a topic, in the order of the log, with whose record and who did it. */
  logOf(topicId: string): Promise<{ kind: string; person: string | null; actor: string | null; payload: Record<string, unknown> }[]> {
    return this.db.main.rows(
      sql`select kind, person_id as person, actor_person_id as actor, payload from interaction where topic_id = ${topicId} order by seq`,
    );
  }

  async close(): Promise<void> {
    await this.module.close();
    await this.brakes.close();
    await this.test.close();
  }
}
