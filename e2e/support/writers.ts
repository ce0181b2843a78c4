import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@veche/platform';

/** Runs SQL on the portal's database, past the portal. */
export type Query = <T extends object>(text: string, values?: unknown[]) => Promise<T[]>;

/** Somebody who is signed in, made in the database at once: signing up is braked, and is not what is tried here. */
export interface Writer {
  personId: string;
  token: string;
}

export async function seedWriters(query: Query, count: number): Promise<Writer[]> {
  const writers = Array.from({ length: count }, () => ({ personId: newId(), token: randomBytes(32).toString('base64url') }));
  await query(
    `with given as (select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) as g (person, account, session, hash)),
       people as (insert into person (id, handle, name, joined_at, created_at)
         select person, 'w-' || replace(person::text, '-', ''), 'Writer', now() - interval '60 days', now() from given),
       accounts as (insert into account (id, person_id, email, password_hash, created_at, password_changed_at)
         select account, person, account || '@people.example', 'x', now(), now() from given)
     insert into session (id, token_hash, account_id, created_at, last_seen_at, expires_at)
       select session, hash, account, now(), now(), now() + interval '1 day' from given`,
    [
      writers.map(({ personId }) => personId),
      writers.map(() => newId()),
      writers.map(() => newId()),
      writers.map(({ token }) => createHash('sha256').update(token).digest()),
    ],
  );
  return writers;
}

/** One write that was asked for. */
export interface Write {
  kind: 'reply' | 'vote';
  writer: Writer;
  topic: string;
  /** Of a reply: its idempotency key, which is also its text. */
  key: string;
  /** What the portal answered; undefined while it has not acknowledged it. */
  id: string | undefined;
  /** Why the last answer was none. */
  problem?: string;
}

/** Everything that was asked for, and what of it was acknowledged. */
export class Ledger {
  readonly writes: Write[] = [];

  get acknowledged(): Write[] {
    return this.writes.filter(({ id }) => id !== undefined);
  }

  get unacknowledged(): Write[] {
    return this.writes.filter(({ id }) => id === undefined);
  }
}

const REPLY = `mutation ($input: ReplyInput!) { reply(input: $input) { id } }`;
const VOTE = `mutation ($topic: ID!) { voteTopic(topic: $topic) { id } }`;

/** Asks for it, again if need be, and notes the acknowledgement. @returns the status; 0 when the connection broke */
export async function ask(url: string, write: Write): Promise<number> {
  const { kind, writer, topic, key } = write;
  const [query, variables] = kind === 'reply' ? [REPLY, { input: { topic, body: key, idempotencyKey: key } }] : [VOTE, { topic }];
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie: `__Host-veche=${writer.token}; veche=${writer.token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    });
    const { data, errors } = (await response.json()) as { data?: Record<string, { id: string }> | null; errors?: unknown };
    const answer = data?.[kind === 'reply' ? 'reply' : 'voteTopic'];
    if (answer !== undefined && answer !== null) write.id = answer.id;
    else write.problem = `${kind}: ${response.status} ${JSON.stringify(errors)}`;
    return response.status;
  } catch (error) {
    write.problem = String(error);
    return 0;
  }
}

/** Who writes what, where and for how long. */
export interface Writing {
  writers: Writer[];
  topics: string[];
  ledger: Ledger;
  signal: AbortSignal;
  /** Between two writes of one person, in milliseconds; whoever writes sixty replies in ten minutes is braked. */
  rest?: number;
}

/** Everybody writes, one thing after the other, until told to stop or until nobody answers. @returns the statuses, counted */
export async function everybodyWrites(url: string, { writers, topics, ledger, signal, rest = 0 }: Writing): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  await Promise.all(
    writers.map(async (writer) => {
      for (let nth = 0; !signal.aborted; nth += 1) {
        const topic = topics[Math.floor(Math.random() * topics.length)]!;
        const kind = nth % 3 === 2 ? 'vote' : 'reply';
        const write: Write = { kind, writer, topic, key: `key ${randomBytes(9).toString('hex')}`, id: undefined };
        ledger.writes.push(write);
        const status = await ask(url, write);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 0) return;
        if (rest > 0) await pause(rest);
      }
    }),
  );
  return statuses;
}

/** Topics to write to. */
export async function seedTopics(url: string, writer: Writer, count: number): Promise<string[]> {
  const topics: string[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie: `__Host-veche=${writer.token}; veche=${writer.token}` },
      body: JSON.stringify({
        query: `mutation ($input: AskInput!) { ask(input: $input) { id } }`,
        variables: { input: { kind: 'QUESTION', title: `What holds in storm number ${nth}?`, body: 'Everything that was acknowledged.' } },
      }),
    });
    const { data, errors } = (await response.json()) as { data?: { ask: { id: string } } | null; errors?: unknown };
    if (data === undefined || data === null) throw new Error(JSON.stringify(errors));
    topics.push(data.ask.id);
  }
  return topics;
}
