import { TopicEntity } from '@veche/community';
import { InteractionLog, type NewInteraction, Sequencer } from '@veche/interactions';
import { type Clock, type Database, newId, newTopicKey, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { EVERYONE } from '@veche/visibility';

/** A database with builders for what specs of the FAQ talk about. */
export class Town {
  readonly db: Database;
  readonly log: InteractionLog;

  private constructor(
    private readonly test: TestDatabase,
    readonly clock: Clock,
  ) {
    this.db = test.db;
    this.log = new InteractionLog(clock);
  }

  static async found(clock: Clock): Promise<Town> {
    return new Town(await testDatabase([TopicEntity]), clock);
  }

  get url(): string {
    return this.test.url;
  }

  close(): Promise<void> {
    return this.test.close();
  }

  async person(name = 'Anna'): Promise<string> {
    const id = newId();
    await this.db.main.rows(sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${id}, ${name}, now(), now())`);
    return id;
  }

  async topic({
    author = null,
    audience = EVERYONE,
    kind = 'QUESTION',
  }: { author?: string | null; audience?: number; kind?: string } = {}): Promise<string> {
    const id = newId();
    const status = kind === 'IDEA' || kind === 'PROBLEM' ? 'OPEN' : null;
    await this.db.main.rows(
      sql`insert into topic (id, key, slug, kind, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
          values (${id}, ${newTopicKey()}, 's', ${kind}, ${audience}, ${status}, 'Sound stops', '', '', '', ${author}, '', now(), now())`,
    );
    return id;
  }

  async reply(topicId: string, author: string | null = null): Promise<string> {
    const id = newId();
    await this.db.main.rows(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
          select ${id}, id, audience_id, state, 'ANSWER', '', '<p>Try again</p>', ${author}, '', now() from topic where id = ${topicId}`,
    );
    return id;
  }

  /** Marks in the topic's own row, as the community does beside the log. */
  async mark(topicId: string, { solution = null, official = null }: { solution?: string | null; official?: string | null }): Promise<void> {
    await this.db.main.rows(sql`update topic set solution_reply_id = ${solution}, official_reply_id = ${official} where id = ${topicId}`);
  }

  async product(name: string, position = 0): Promise<string> {
    const id = newId();
    await this.db.main.rows(
      sql`insert into product (id, slug, name, position, created_at) values (${id}, ${name.toLowerCase()}, ${name}, ${position}, now())`,
    );
    return id;
  }

  async concern(topicId: string, productId: string): Promise<void> {
    await this.db.main.rows(sql`insert into topic_product select id, audience_id, state, ${productId} from topic where id = ${topicId}`);
  }

  /** Appends to the log, commits and gives positions. */
  async tell(...interactions: (Pick<NewInteraction, 'kind'> & Partial<NewInteraction>)[]): Promise<void> {
    const full = interactions.map((one) => ({
      ...{ personId: null, actorPersonId: one.personId ?? null, channel: 'web' as const, payload: PAYLOADS[one.kind] ?? {} },
      ...one,
    })) as NewInteraction[];
    await this.db.transaction(async (tx) => void (await this.log.append(tx, ...full)));
    const sequencer = new Sequencer(this.db);
    while ((await sequencer.place()) > 0);
  }

  /** A fingerprint of each table's ordered rows. */
  async fingerprints(...tables: ('need' | 'need_topic' | 'demand' | 'faq_place')[]): Promise<string[]> {
    return this.db.transaction((tx) =>
      Promise.all(
        tables.map(async (table) => {
          const text = { need: sql`need`, need_topic: sql`need_topic`, demand: sql`demand`, faq_place: sql`faq_place` }[table];
          const [row] = await rows<{ md5: string }>(
            tx,
            sql`select count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' order by x::text), '')) as md5 from ${text} x`,
          );
          return row!.md5;
        }),
      ),
    );
  }
}

const PAYLOADS: Partial<Record<NewInteraction['kind'], Record<string, unknown>>> = {
  'topic.asked': { topicKind: 'QUESTION', audience: 'EVERYONE' },
  'reply.posted': { replyKind: 'ANSWER' },
  'vote.cast': { on: 'topic' },
  'vote.withdrawn': { on: 'topic' },
};
