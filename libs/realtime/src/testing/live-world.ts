import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { AskService, CommunityModule, ReplyService, type Reply, type Topic, TopicEntity, type TopicKind } from '@veche/community';
import { AccountService, IdentityModule, RoleService, SessionCookie, SessionService, ViewerService } from '@veche/identity';
import { InteractionLog, InteractionsModule, Runner } from '@veche/interactions';
import { NotificationsModule } from '@veche/notifications';
import { Brakes, PlatformModule, PublicOrigin, loadConfig, sql } from '@veche/platform';
import { type TestDatabase, eventually, testDatabase } from '@veche/platform/testing';
import { type NamedAudience, type Role, type Viewer, VisibilityModule } from '@veche/visibility';
import { io } from 'socket.io-client';
import { Realtime } from '../realtime.js';
import { Rights } from '../rights/rights.js';
import { RealtimeModule } from '../realtime.module.js';
import { Listening } from './listening.js';

/** One process that takes sockets. */
export interface LiveProcess {
  get: TestingModule['get'];
  url: string;
  server: Server;
  /** Rooms in which a person's sockets are here. */
  rooms(who: Someone): string[];
  /** Closes the sockets of a room in every process, as the rights' keeper does. */
  disconnect(room: string): void;
  close(): Promise<void>;
}

/** Somebody with an account and an open session. */
export interface Someone {
  viewer: Viewer;
  token: string;
}

/** A portal of one or several processes on one database, without pages. */
export interface LiveWorld {
  test: TestDatabase;
  processes: LiveProcess[];
  person(name: string, ...roles: Role[]): Promise<Someone>;
  /** The same person as they are now: with the private audience that they got since. */
  again(who: Someone): Promise<Someone>;
  topic(author: Someone, audience?: NamedAudience, kind?: TopicKind): Promise<Topic>;
  /** A row of the log alone, as if something had happened. */
  log(kind: 'vote.cast', topicId: string, replyId?: string): Promise<void>;
  /** Ids of somebody's sessions. */
  sessionsOf(who: Someone): Promise<string[]>;
  /** Open sockets of the first process. */
  sockets(): number;
  reply(author: Someone, topic: Pick<Topic, 'id'>): Promise<Reply>;
  /** A socket to a process: of somebody, or of a visitor. */
  connect(who?: Someone, at?: number, options?: { headers?: Record<string, string> }): Promise<Listening>;
  /** Waits until everything that happened was read by all processes. */
  read(): Promise<void>;
  close(): Promise<void>;
}

/** @param count how many processes; the first one also places the log */
export async function liveWorld(count = 1, env: NodeJS.ProcessEnv = {}): Promise<LiveWorld> {
  const test = await testDatabase([TopicEntity]);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'veche-live-'));
  const brakes = new Brakes(test.url);
  const config = loadConfig({ DATA_DIR: folder, ...env });
  const processes: LiveProcess[] = [];
  for (let i = 0; i < count; i++) processes.push(await startProcess(test, config, brakes));
  const [first] = processes as [LiveProcess];
  const runner = first.get(Runner);
  await runner.start(test.url);
  const opened: Listening[] = [];
  return {
    test,
    processes,
    async person(name, ...roles) {
      const email = `${name.toLowerCase()}.${Math.random().toString(36).slice(2)}@people.example`;
      const { accountId, personId } = await test.db.transaction(async (tx) => {
        const made = await first.get(AccountService).create(tx, { name, email, passwordHash: 'none' });
        for (const role of roles) await first.get(RoleService).give(tx, made.personId, role, null);
        return made;
      });
      const token = await test.db.transaction((tx) => first.get(SessionService).open(tx, accountId, { address: '', device: '' }));
      return { token, viewer: await first.get(ViewerService).ofPerson(personId, 'web') };
    },
    again: async (who) => ({ ...who, viewer: await first.get(ViewerService).ofPerson(who.viewer.personId!, 'web') }),
    log: (kind, topicId, replyId) =>
      test.db.transaction(async (tx) => {
        const about = { topicId, ...(replyId !== undefined && { replyId }), personId: null, actorPersonId: null };
        await first
          .get(InteractionLog)
          .append(tx, { kind, payload: { on: replyId === undefined ? 'topic' : 'reply' }, channel: 'web', ...about });
      }),
    sessionsOf: async ({ viewer }) =>
      (await test.db.main.rows<{ id: string }>(sql`select id from session where account_id = ${viewer.accountId}`)).map(({ id }) => id),
    sockets: () => first.get(Rights).all().length,
    topic: (author, audience = 'EVERYONE', kind = 'QUESTION') =>
      first.get(AskService).ask(author.viewer, { kind, audience, title: 'How does it work?', body: '' }),
    reply: (author, topic) => first.get(ReplyService).reply(author.viewer, { topic: topic.id, kind: 'ANSWER', body: 'Like this.' }),
    async connect(who, at = 0, { headers = {} } = {}) {
      const process = processes[at]!;
      const cookie: Record<string, string> = who === undefined ? {} : { cookie: `${process.get(SessionCookie).name}=${who.token}` };
      const socket = io(process.url, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        extraHeaders: { origin: process.url, ...cookie, ...headers },
      });
      const listening = new Listening(socket);
      opened.push(listening);
      await listening.connected;
      return listening;
    },
    async read() {
      await eventually(async () => {
        const row = await test.db.main.row<{ waiting: number; head: string }>(
          sql`select (select count(*)::integer from interaction where position is null) as waiting, position as head from log_head`,
        );
        return row?.waiting === 0 && processes.every((one) => one.get(Realtime).position >= Number(row.head));
      });
    },
    async close() {
      for (const one of opened) one.close();
      await runner.stop();
      for (const one of processes) await one.close();
      await brakes.close();
      await test.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function startProcess(test: TestDatabase, config: ReturnType<typeof loadConfig>, brakes: Brakes): Promise<LiveProcess> {
  const module = await Test.createTestingModule({
    imports: [
      PlatformModule.with({ config, database: test.db, brakes }),
      ...[VisibilityModule, InteractionsModule, IdentityModule, CommunityModule, NotificationsModule, RealtimeModule],
    ],
  }).compile();
  await module.init();
  const server = createServer();
  const viewerOf = (request: IncomingMessage) =>
    module.get(ViewerService).ofSession(module.get(SessionCookie).read(request.headers.cookie), { locale: 'en', address: '' });
  await module.get(Realtime).start({ server, databaseUrl: test.url, viewerOf, addressOf: ({ socket }) => socket.remoteAddress ?? '' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  module.get(PublicOrigin).listensOn(port);
  return {
    get: module.get.bind(module),
    disconnect: (room) => module.get(Rights).endEverywhere(room),
    rooms: ({ viewer }) =>
      module
        .get(Rights)
        .all()
        .filter(({ data }) => data.viewer.personId === viewer.personId)
        .flatMap(({ rooms }) => [...rooms]),
    url: `http://127.0.0.1:${port}`,
    server,
    async close() {
      await module.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
