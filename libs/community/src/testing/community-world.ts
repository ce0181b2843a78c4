import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { IdentityModule } from '@veche/identity';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, MovedClock, PlatformModule, loadConfig, newId, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { type NamedAudience, type Role, type Viewer, VisibilityModule, viewerOf, visitor } from '@veche/visibility';
import { CommunityModule } from '../community.module.js';
import { ReplyService } from '../replies/reply.service.js';
import type { Reply } from '../replies/reply.type.js';
import { AskService } from '../topics/ask.service.js';
import { TopicEntity } from '../topics/topic.entity.js';
import type { Topic } from '../topics/topic.type.js';
import type { TopicKind } from '../topics/topic.words.js';

/** The lib as it runs, on a database of its own and a clock that is moved. */
export interface CommunityWorld {
  test: TestDatabase;
  clock: MovedClock;
  get: TestingModule['get'];
  visitor: Viewer;
  /** A person with these roles, as a viewer. */
  person(name: string, ...roles: Role[]): Promise<Viewer>;
  /** The same person as it would be found now: with the private audience that it has got since. */
  again(viewer: Viewer): Promise<Viewer>;
  aTopic(author: Viewer, what?: { kind?: TopicKind; audience?: NamedAudience; title?: string; body?: string }): Promise<Topic>;
  anAnswer(author: Viewer, topic: Pick<Topic, 'id'>, body?: string): Promise<Reply>;
  aComment(author: Viewer, topic: Pick<Topic, 'id'>, parent?: Pick<Reply, 'id'>, body?: string): Promise<Reply>;
  /** Kinds of the interactions about a topic, in order. */
  logged(topicId: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function communityWorld(): Promise<CommunityWorld> {
  const test = await testDatabase([TopicEntity]);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'veche-community-'));
  const brakes = new Brakes(test.url);
  const clock = new MovedClock(new Date('2026-11-22T12:00:00Z'));
  const platform = PlatformModule.with({ config: loadConfig({ DATA_DIR: folder }), database: test.db, brakes, clock });
  const module = await Test.createTestingModule({
    imports: [platform, VisibilityModule, InteractionsModule, IdentityModule, CommunityModule],
  }).compile();
  const write = (author: Viewer, topic: string, kind: 'ANSWER' | 'COMMENT', body: string, parent?: string) =>
    module.get(ReplyService).reply(author, { topic, kind, body, parent: parent ?? null });
  return {
    test,
    clock,
    get: module.get.bind(module),
    visitor: visitor(),
    async person(name, ...roles) {
      const id = newId();
      const speaks = roles.includes('REPRESENTATIVE');
      await test.db.main.rows(
        sql`insert into person (id, handle, name, title, is_representative, was_representative, joined_at, created_at)
            values (${id}, ${`${name}-${id.slice(-6)}`}, ${name}, ${speaks ? 'Support' : ''}, ${speaks}, ${speaks}, ${clock.now()}, ${clock.now()})`,
      );
      for (const role of roles)
        await test.db.main.rows(sql`insert into role_grant (person_id, role, granted_at) values (${id}, ${role}, ${clock.now()})`);
      return viewerOf({ personId: id, accountId: null, sessionId: null, name, roles, privateAudienceId: null, locale: 'en' });
    },
    async again(viewer) {
      const found = await test.db.main.row<{ id: number }>(sql`select id from audience where person_id = ${viewer.personId}`);
      return found === undefined ? viewer : { ...viewer, audienceIds: [...new Set([...viewer.audienceIds, found.id])] };
    },
    aTopic(author, { kind = 'QUESTION', audience = 'EVERYONE', title = 'How does it work?', body = '' } = {}) {
      return module.get(AskService).ask(author, { kind, audience, title, body });
    },
    anAnswer: (author, topic, body = 'Like this.') => write(author, topic.id, 'ANSWER', body),
    aComment: (author, topic, parent, body = 'I see.') => write(author, topic.id, 'COMMENT', body, parent?.id),
    async logged(topicId) {
      const found = await test.db.main.rows<{ kind: string }>(sql`select kind from interaction where topic_id = ${topicId} order by seq`);
      return found.map(({ kind }) => kind);
    },
    async close() {
      await module.close();
      await brakes.close();
      await test.close();
      await rm(folder, { recursive: true });
    },
  };
}
