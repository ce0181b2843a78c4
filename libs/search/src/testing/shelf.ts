import { Consumers, InteractionLog, type NewInteraction, Sequencer } from '@veche/interactions';
import { type Clock, type Database, newId, newTopicKey, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { EVERYONE, type Role, type Viewer, viewerOf } from '@veche/visibility';
import { DocumentRepository } from '../documents/document.repository.js';
import { SearchProjection } from '../documents/search.projection.js';

/** A database with topics to be found. */
export class Shelf {
  readonly db: Database;
  readonly log: InteractionLog;
  readonly consumers: Consumers;
  readonly projection = new SearchProjection(new DocumentRepository());

  private constructor(
    private readonly test: TestDatabase,
    clock: Clock,
  ) {
    this.db = test.db;
    this.log = new InteractionLog(clock);
    this.consumers = new Consumers(this.db, this.log);
  }

  static async set(clock: Clock): Promise<Shelf> {
    return new Shelf(await testDatabase(), clock);
  }

  get url(): string {
    return this.test.url;
  }

  close(): Promise<void> {
    return this.test.close();
  }

  async person(): Promise<string> {
    const id = newId();
    await this.db.main.rows(sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${id}, 'Anna', now(), now())`);
    return id;
  }

  async member(roles: Role[] = []): Promise<Viewer> {
    return viewerOf({
      personId: await this.person(),
      accountId: null,
      sessionId: null,
      name: 'Anna',
      roles,
      privateAudienceId: null,
      locale: 'en',
    });
  }

  async topic(
    title: string,
    { lead = '', audience = EVERYONE, kind = 'QUESTION' }: { lead?: string; audience?: number; kind?: string } = {},
  ): Promise<string> {
    const id = newId();
    await this.db.main.rows(
      sql`insert into topic (id, key, slug, kind, status, audience_id, title, body_md, body_html, excerpt, author_name, created_at, moved_at)
          values (${id}, ${newTopicKey()}, 's', ${kind}, ${kind === 'IDEA' ? 'OPEN' : null}, ${audience}, ${title}, '', '', ${lead}, '', now(), now())`,
    );
    await this.tell('topic.asked', id, { topicKind: 'QUESTION', audience: 'EVERYONE' });
    return id;
  }

  /** Appends to the log and lets the projection read it. */
  async tell(kind: NewInteraction['kind'], topicId: string, payload: Record<string, unknown> = {}): Promise<void> {
    const happened = { kind, topicId, payload, personId: null, actorPersonId: null, channel: 'web' } as NewInteraction;
    await this.db.transaction(async (tx) => void (await this.log.append(tx, happened)));
    const sequencer = new Sequencer(this.db);
    while ((await sequencer.place()) > 0);
    await this.consumers.drain(this.projection);
  }

  /** A fingerprint of the derived tables' ordered rows. */
  async fingerprint(): Promise<string[]> {
    return Promise.all(
      [sql`search_document`, sql`search_word`].map(async (table) => {
        const row = await this.db.main.row<{ md5: string }>(
          sql`select count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as md5 from ${table} x`,
        );
        return row!.md5;
      }),
    );
  }
}
