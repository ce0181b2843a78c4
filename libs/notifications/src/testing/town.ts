import { ReplyReader, TopicReader } from '@veche/community';
import { SessionService, ViewerService } from '@veche/identity';
import { Consumers, InteractionLog, type NewInteraction, Sequencer } from '@veche/interactions';
import { type Config, Jobs, MailTransport, MovedClock, PublicOrigin, Secrets, newId, newTopicKey, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { EVERYONE, Gate, type Role, type Viewer } from '@veche/visibility';
import { InboxService } from '../inbox/inbox.service.js';
import { DueMails } from '../mail/due-mail.js';
import { LetterService } from '../mail/letter.service.js';
import { MailLinks } from '../mail/mail-links.js';
import { MailPreferenceService } from '../mail/mail-preference.service.js';
import { MailService } from '../mail/mail.service.js';
import { WrittenMailReader } from '../mail/written-mail.reader.js';
import { NotificationConsumer } from '../telling/notification.consumer.js';

type Sent = Parameters<MailTransport['send']>[0];

/** A mail server that keeps what it got, and fails when told to. */
export class FakePost extends MailTransport {
  readonly letters: Sent[] = [];
  failure: (Error & { responseCode?: number }) | undefined;

  override async send(letter: Sent): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.letters.push(letter);
  }
}

/** A small community in a database of its own, with everything that tells people. */
export class Town {
  readonly clock = new MovedClock(new Date());
  readonly post: FakePost;
  readonly viewers: ViewerService;
  readonly consumers: Consumers;
  readonly consumer: NotificationConsumer;
  readonly inbox: InboxService;
  readonly mails: MailService;
  readonly preferences: MailPreferenceService;
  readonly written: WrittenMailReader;
  readonly links: MailLinks;
  private readonly log: InteractionLog;

  private constructor(private readonly test: TestDatabase) {
    const { db, clock } = this;
    const config = {
      PORT: 3000,
      PUBLIC_URL: 'https://town.example',
      VECHE_SECRET_KEY: '5e'.repeat(32),
      MAIL_FROM: 'Town <t@town.example>',
      dataDir: '',
    } as Config;
    const [gate, jobs] = [new Gate(db), new Jobs()];
    this.log = new InteractionLog(clock);
    this.viewers = new ViewerService(db, new SessionService(db, clock), clock, config);
    this.consumers = new Consumers(db, this.log);
    this.consumer = new NotificationConsumer(this.consumers, this.viewers, jobs, clock);
    this.post = new FakePost(config);
    this.links = new MailLinks(new PublicOrigin(config), new Secrets(config));
    const [topics, replies] = [new TopicReader(gate), new ReplyReader(gate)];
    this.inbox = new InboxService(db, topics, replies, clock);
    this.mails = new MailService(
      new DueMails(db, clock),
      new LetterService(db, this.viewers, topics, replies, this.links),
      this.post,
      jobs,
    );
    this.preferences = new MailPreferenceService(db, this.links);
    this.written = new WrittenMailReader(db);
  }

  static async found(): Promise<Town> {
    return new Town(await testDatabase());
  }

  get url(): string {
    return this.test.url;
  }

  /** As if nobody had been told of anything yet; people and the log stay. */
  async forget(): Promise<void> {
    await this.deliver();
    await this.db.main.rows(sql`truncate notification, mail`);
    this.post.letters.length = 0;
    this.post.failure = undefined;
  }

  get db(): TestDatabase['db'] {
    return this.test.db;
  }

  close(): Promise<void> {
    return this.test.close();
  }

  /** A person with an account. */
  async person(name: string, ...roles: Role[]): Promise<string> {
    const id = await this.personWithoutAccount(name);
    await this.db.main.rows(
      sql`insert into account (id, person_id, email, password_hash, locale, created_at, password_changed_at)
          values (${newId()}, ${id}, ${`${id}@example.com`}, '', 'en', now(), now())`,
    );
    for (const role of roles) await this.grant(id, role);
    return id;
  }

  async personWithoutAccount(name: string): Promise<string> {
    const id = newId();
    await this.db.main.rows(sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${id}, ${name}, now(), now())`);
    return id;
  }

  async grant(person: string, role: Role): Promise<void> {
    await this.db.main.rows(sql`insert into role_grant (person_id, role, granted_at) values (${person}, ${role}, now())`);
  }

  async revokeRoles(person: string): Promise<void> {
    await this.db.main.rows(sql`delete from role_grant where person_id = ${person}`);
  }

  viewer(person: string): Promise<Viewer> {
    return this.viewers.ofPerson(person, 'web');
  }

  async topic(author: string | null, { title = 'Sound stops', audience = EVERYONE, kind = 'QUESTION' } = {}): Promise<string> {
    const id = newId();
    const status = kind === 'IDEA' || kind === 'PROBLEM' ? 'OPEN' : null;
    await this.db.main.rows(
      sql`insert into topic (id, key, slug, kind, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
          values (${id}, ${newTopicKey()}, 's', ${kind}, ${audience}, ${status}, ${title}, '', '', '', ${author}, '', now(), now())`,
    );
    return id;
  }

  async follow(person: string, topic: string): Promise<void> {
    await this.db.main.rows(sql`insert into topic_follow select id, audience_id, state, ${person}, now() from topic where id = ${topic}`);
  }

  async vote(person: string, topic: string): Promise<void> {
    await this.db.main.rows(sql`insert into topic_vote select id, audience_id, state, ${person}, now() from topic where id = ${topic}`);
  }

  /** A reply in its table; nobody is told before `replied`. */
  async reply(topic: string, author: string, { to = null as string | null, text = 'Try again' } = {}): Promise<string> {
    const id = newId();
    await this.db.main.rows(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, body_md, body_html, author_person_id, author_name, created_at)
          select ${id}, id, audience_id, state, ${to === null ? 'ANSWER' : 'COMMENT'}, ${to}::uuid, ${to === null ? null : 'published'}, '', ${`<p>${text}</p>`}, ${author}, '', now()
          from topic where id = ${topic}`,
    );
    return id;
  }

  /** A reply and its interaction, as the community writes them. */
  async replied(
    topic: string,
    author: string,
    { to = null as string | null, text = 'Try again', isOfficial = false } = {},
  ): Promise<string> {
    const id = await this.reply(topic, author, { to, text });
    const payload = { replyKind: to === null ? ('ANSWER' as const) : ('COMMENT' as const), ...(isOfficial && { isOfficial }) };
    await this.happened({ kind: 'reply.posted', payload, personId: author, actorPersonId: author, topicId: topic, replyId: id });
    return id;
  }

  /** Appends to the log, commits and gives positions; the consumer has not read it yet. */
  async happened(interaction: Pick<NewInteraction, 'kind' | 'topicId' | 'actorPersonId'> & Partial<NewInteraction>): Promise<void> {
    const full = { payload: {}, personId: null, channel: 'web', ...interaction } as NewInteraction;
    await this.db.transaction(async (tx) => void (await this.log.append(tx, full)));
    while ((await new Sequencer(this.db).place()) > 0);
  }

  /** Lets the consumer read to the head of the log. */
  deliver(batch = 500): Promise<void> {
    return this.consumers.drain(this.consumer, batch);
  }

  /** What everybody was told, as `name: KIND`, in order. */
  async told(): Promise<string[]> {
    const found = await this.db.main.rows<{ name: string; kind: string }>(
      sql`select p.name, n.kind from notification n join person p on p.id = n.person_id order by n.interaction_id, p.name`,
    );
    return found.map(({ name, kind }) => `${name}: ${kind}`);
  }

  async move(topic: string, audience: number): Promise<void> {
    await this.db.main.rows(sql`update topic set audience_id = ${audience} where id = ${topic}`);
  }

  /** Takes a reply away, as its author or a moderator does. */
  async deleteReply(reply: string): Promise<void> {
    await this.db.transaction((tx) => rows(tx, sql`update reply set state = 'deleted' where id = ${reply}`));
  }
}
