import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccountService, RoleService, hashPassword } from '@veche/identity';
import { asPublicRole, connectDatabase, DAY, Database, MovedClock, NestLog, Refusal, rows, sql } from '@veche/platform';
import type { Role } from '@veche/visibility';
import { CoreModule } from '../core.module.js';
import { allEntities } from '../boot/entities.js';
import type { Foundation } from '../boot/foundation.js';
import { actsUntil } from './acts.js';
import { DemoFile, type DemoState, newPassword } from './demo-file.js';
import { PEOPLE } from './story.js';
import { Teller } from './teller.js';

/** Somebody of the demonstration, to sign in as. */
export interface DemoSignIn {
  role: string;
  email: string;
  password: string;
}

/**
 * Fills a portal where nobody is yet with the demonstration, by the same commands that people use, at the times when the story
 * says they happened. Goes on where a killed start stopped. Empty when the portal is somebody's already.
 */
export async function seedDemo(foundation: Foundation): Promise<DemoSignIn[]> {
  const file = new DemoFile(foundation.config.dataDir);
  if (!file.exists()) {
    if (!(await isEmpty(foundation.database))) return [];
    await file.write({ passwords: Object.fromEntries(PEOPLE.map(({ who }) => [who, newPassword()])), ids: {}, done: 0, complete: false });
  }
  const state = await file.read();
  if (!state.complete) await tellAll(foundation, file, state);
  return signIns(state);
}

async function isEmpty(database: Database): Promise<boolean> {
  return (await database.main.row(sql`select from person limit 1`)) === undefined;
}

/** So many acts are told between two notes of how far the story came. */
const CHAPTER = 25;

async function tellAll(foundation: Foundation, file: DemoFile, state: DemoState): Promise<void> {
  const now = new Date();
  const clock = new MovedClock(new Date(now.getTime() - 50 * DAY));
  const database = await quickDatabase(foundation);
  // A core of its own, because its clock stands where the story stands.
  const parts = CoreModule.with({ ...foundation, database, clock });
  const context = await NestFactory.createApplicationContext(parts, { logger: new NestLog(), abortOnError: false });
  // Flushes what was committed so far, then notes it: the note never runs ahead of the database.
  const note = async (): Promise<void> => {
    await foundation.database.transaction((tx) => rows(tx, sql`update site set name = name`));
    await file.write(state);
  };
  try {
    if (state.done === 0) await addPeople(context, state);
    await note();
    const teller = new Teller(context, state.ids);
    const heard = state.done + CHAPTER;
    for (const act of actsUntil(now).slice(state.done)) {
      clock.set(new Date(act.at));
      // A start that was killed may have told some acts after its last note; telling them again is refused.
      await teller.tell(act).catch((error: unknown) => {
        if (!(error instanceof Refusal) || state.done >= heard) throw error;
      });
      state.done += 1;
      if (state.done % CHAPTER === 0) await note();
    }
    state.complete = true;
    await note();
  } finally {
    await context.close();
    await database.close();
  }
}

/** Connections that do not wait for the disk at each commit: the story can be told again. */
function quickDatabase({ databaseUrl }: Foundation): Promise<Database> {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c synchronous_commit=off');
  return connectDatabase({ url: url.href, publicUrl: asPublicRole(databaseUrl), poolSize: 4, entities: allEntities() });
}

async function addPeople(context: INestApplicationContext, state: DemoState): Promise<void> {
  const [accounts, roles, database] = [context.get(AccountService), context.get(RoleService), context.get(Database)];
  const hashed = await Promise.all(
    PEOPLE.map(async (person) => ({ ...person, passwordHash: await hashPassword(state.passwords[person.who]!) })),
  );
  await database.transaction(async (tx) => {
    await rows(tx, sql`update site set name = 'Lumen', accent = '#3a5bd9'`);
    for (const { who, name, title, roles: wanted, locale, passwordHash } of hashed) {
      const { personId } = await accounts.create(tx, { name, email: emailOf(who), passwordHash, locale });
      state.ids[who] = personId;
      if (title !== undefined) await rows(tx, sql`update person set title = ${title} where id = ${personId}`);
      for (const role of wanted) await roles.give(tx, personId, role as Role, null);
    }
  });
}

function signIns({ passwords }: DemoState): DemoSignIn[] {
  const shown = [
    ['admin', 'administrator'],
    ['oleg', 'representative'],
    ['moderator', 'moderator'],
    ['crm', 'CRM administrator'],
    ['operator', 'operator'],
    ['anna', 'member (English)'],
    ['dasha', 'member (Russian)'],
  ] as const;
  return shown.map(([who, role]) => ({ role, email: emailOf(who), password: passwords[who]! }));
}

function emailOf(who: string): string {
  return `${who}@lumen.example`;
}
