import { createHash } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import { newId } from '@veche/platform';
import type { Answer } from './client.js';
import type { RunningPortal } from './portal.js';

/** Somebody who is signed in without having passed the door, where a crowd from one address is braked. */
export interface OneOfMany {
  id: string;
  /** A mutation or query through any process of the portal. */
  ask<T>(portal: Pick<RunningPortal, 'url'>, query: string, variables: Record<string, unknown>): Promise<Answer<T>>;
}

/** So many members with sessions. */
export async function crowdOf(portal: RunningPortal, size: number): Promise<OneOfMany[]> {
  const rows = Array.from({ length: size }, (_, i) => {
    const token = createHash('sha256').update(newId()).digest('base64url');
    return { person: newId(), account: newId(), session: newId(), name: `Voter ${i}`, token };
  });
  const of = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
  const now = new Date();
  await portal.query(
    `insert into person (id, handle, name, joined_at, created_at) select id, 'voter-' || right(id::text, 12), name, $3, $3
     from unnest($1::uuid[], $2::text[]) as x (id, name)`,
    [of('person'), of('name'), now],
  );
  await portal.query(
    `insert into account (id, person_id, email, password_hash, created_at, password_changed_at)
     select id, person, person || '@people.example', '', $3, $3 from unnest($1::uuid[], $2::uuid[]) as x (id, person)`,
    [of('account'), of('person'), now],
  );
  await portal.query(
    `insert into session (id, token_hash, account_id, created_at, last_seen_at, expires_at)
     select id, hash, account, $4, $4, $4::timestamptz + interval '1 day' from unnest($1::uuid[], $2::bytea[], $3::uuid[]) as x (id, hash, account)`,
    [of('session'), rows.map(({ token }) => createHash('sha256').update(token).digest()), of('account'), now],
  );
  return rows.map(({ person, token }) => ({
    id: person,
    async ask<T>({ url }: Pick<RunningPortal, 'url'>, query: string, variables: Record<string, unknown>) {
      const send = () =>
        fetch(new URL('/graphql', url), {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: new URL(url).origin, cookie: `__Host-veche=${token}` },
          body: JSON.stringify({ query, variables }),
        });
      let response = await send();
      // A busy machine asks to come again, as it may; whoever is turned away does.
      for (let turn = 0; response.status === 503 && turn < 30; turn += 1) {
        await rest(Number(response.headers.get('retry-after') ?? 1) * 500);
        response = await send();
      }
      return (await response.json()) as Answer<T>;
    },
  }));
}
