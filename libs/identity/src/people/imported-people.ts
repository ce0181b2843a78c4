import { Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { Clock, newId, rows, sql, type Tx } from '@veche/platform';
import type { SystemActor } from '@veche/visibility';
import { candidateHandle, handleFrom } from './handle.js';

/** An account of another platform. */
export interface ImportedPerson {
  /** Where it comes from; never "portal". */
  source: string;
  /** Its id there; one person per source and id, however often it comes. */
  externalId: string;
  name: string;
  bio?: string;
  joinedAt: Date;
}

interface Known {
  source: string;
  externalId: string;
  id: string;
}

/** So many rows of the log fit into one statement. */
const LOG_ROWS = 1_000;

/** Persons without an account, written by the thousand. */
@Injectable()
export class ImportedPeople {
  constructor(
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds those who are not there yet, each with a free handle and a `person.registered` marked as imported; whoever is there stays
   * as they are. A handful of statements for any number.
   * @returns the person of each external id (of all sources in `people`: give one source at a time when ids could meet)
   */
  async upsert(tx: Tx, _system: SystemActor, people: readonly ImportedPerson[]): Promise<Map<string, string>> {
    const wanted = [...new Map(people.map((one) => [keyOf(one), { ...one, name: nameOf(one) }])).values()];
    const known = new Map((await this.find(tx, wanted)).map((one) => [keyOf(one), one.id]));
    const before = new Set(known.keys());
    // A handle that somebody took meanwhile costs another round for that person alone.
    for (let attempt = 0; attempt < 20; attempt++) {
      const missing = wanted.filter((one) => !known.has(keyOf(one)));
      if (missing.length === 0) break;
      for (const one of await this.add(tx, missing, attempt)) known.set(keyOf(one), one.id);
    }
    await this.logNew(
      tx,
      wanted.filter((one) => !before.has(keyOf(one))),
      known,
    );
    return new Map(wanted.map((one) => [one.externalId, personOf(known, one)]));
  }

  private find(tx: Tx, people: readonly ImportedPerson[]): Promise<Known[]> {
    return rows<Known>(
      tx,
      sql`select p.source, p.external_id as "externalId", p.id from person p
          join unnest(${people.map((one) => one.source)}::text[], ${people.map((one) => one.externalId)}::text[]) as w (source, external_id)
            on p.source = w.source and p.external_id = w.external_id`,
    );
  }

  private async add(tx: Tx, people: readonly ImportedPerson[], attempt: number): Promise<Known[]> {
    const handles = await this.handlesFor(tx, people, attempt);
    return rows<Known>(
      tx,
      sql`insert into person (id, handle, name, bio, source, external_id, joined_at, created_at)
          select w.id, w.handle, w.name, w.bio, w.source, w.external_id, w.joined_at, ${this.clock.now()}
          from unnest(${people.map(() => newId())}::uuid[], ${handles}::text[], ${people.map((one) => one.name)}::text[],
            ${people.map((one) => plain(one.bio ?? '', 2_000))}::text[], ${people.map((one) => one.source)}::text[],
            ${people.map((one) => one.externalId)}::text[], ${people.map((one) => one.joinedAt)}::timestamptz[])
            as w (id, handle, name, bio, source, external_id, joined_at)
          on conflict do nothing returning source, external_id as "externalId", id`,
    );
  }

  /** Handles free in the table and different from each other. */
  private async handlesFor(tx: Tx, people: readonly ImportedPerson[], attempt: number): Promise<string[]> {
    const bases = people.map((one) => handleFrom(one.name));
    const found = await rows<{ handle: string }>(
      tx,
      sql`select lower(handle) as handle from person where lower(handle) = any(${bases}::text[])`,
    );
    const taken = new Set(found.map(({ handle }) => handle));
    return bases.map((base) => {
      let handle = candidateHandle(base, attempt);
      for (let again = 1; taken.has(handle); again++) handle = candidateHandle(base, again);
      taken.add(handle);
      return handle;
    });
  }

  private async logNew(tx: Tx, people: readonly ImportedPerson[], known: ReadonlyMap<string, string>): Promise<void> {
    for (let from = 0; from < people.length; from += LOG_ROWS) {
      await this.log.append(
        tx,
        ...people.slice(from, from + LOG_ROWS).map((one) => {
          const personId = personOf(known, one);
          return {
            kind: 'person.registered',
            payload: { method: 'import' },
            personId,
            actorPersonId: personId,
            channel: 'import',
            occurredAt: one.joinedAt,
            isImported: true,
          } as const;
        }),
      );
    }
  }
}

function keyOf({ source, externalId }: { source: string; externalId: string }): string {
  return `${source}\n${externalId}`;
}

function personOf(known: ReadonlyMap<string, string>, one: ImportedPerson): string {
  const id = known.get(keyOf(one));
  if (id === undefined) throw new Error(`no free handle for the imported person ${keyOf(one)}`);
  return id;
}

/** A name from elsewhere is mended instead of refused: one visible line of at most 80 characters. */
function nameOf({ name, externalId }: ImportedPerson): string {
  return plain(name.replace(/[\s\p{Z}]+/gu, ' '), 80).trim() || `#${externalId}`;
}

function plain(text: string, length: number): string {
  return [...text.replace(/[^\P{C}\n]/gu, '')].slice(0, length).join('');
}
