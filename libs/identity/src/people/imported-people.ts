import { Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { Clock, Database, newId, rows, sql, type Tx } from '@veche/platform';
import { candidateHandle, handleFrom } from './handle.js';

/** An account of another platform. */
export interface ImportedPerson {
  /** Its id there; one person for each, however often it comes. */
  externalId: string;
  name: string;
  bio?: string;
  joinedAt: Date;
}

/** So many rows of the log fit into one statement. */
const LOG_ROWS = 1_000;

/** Persons without an account, written by the hundred. Trusted work: for imports only. */
@Injectable()
export class ImportedPeople {
  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds those who are not there yet, in one transaction, each with a free handle and a `person.registered` marked as imported;
   * whoever is there stays as they are. Five statements for a batch without collisions.
   * @param source where they come from; never "portal"
   * @returns the person of each external id, old and new
   */
  add(source: string, people: readonly ImportedPerson[]): Promise<Map<string, string>> {
    const wanted = [...new Map(people.map((one) => [one.externalId, { ...one, name: nameOf(one) }])).values()];
    return this.database.transaction(async (tx) => {
      const known = await this.find(tx, source, wanted);
      const added = new Map<string, string>();
      // Whatever handle or person somebody else added meanwhile costs another round for that person alone.
      for (let attempt = 0; attempt < 20; attempt++) {
        const missing = wanted.filter(({ externalId }) => !known.has(externalId));
        if (missing.length === 0) break;
        if (attempt > 0) merge(known, await this.find(tx, source, missing));
        merge(
          added,
          await this.insert(
            tx,
            source,
            missing.filter(({ externalId }) => !known.has(externalId)),
            attempt,
          ),
        );
        merge(known, added);
      }
      if (known.size < wanted.length) throw new Error(`no free handles for ${wanted.length - known.size} imported people`);
      await this.logAdded(tx, wanted, added);
      return known;
    });
  }

  private async find(tx: Tx, source: string, people: readonly ImportedPerson[]): Promise<Map<string, string>> {
    const externalIds = people.map((one) => one.externalId);
    return byExternalId(
      await rows(
        tx,
        sql`select external_id as "externalId", id from person where source = ${source} and external_id = any(${externalIds}::text[])`,
      ),
    );
  }

  private async insert(tx: Tx, source: string, people: readonly ImportedPerson[], attempt: number): Promise<Map<string, string>> {
    const handles = await this.handlesFor(tx, people, attempt);
    return byExternalId(
      await rows(
        tx,
        sql`insert into person (id, handle, name, bio, source, external_id, joined_at, created_at)
          select w.id, w.handle, w.name, w.bio, ${source}, w.external_id, w.joined_at, ${this.clock.now()}
          from unnest(${people.map(() => newId())}::uuid[], ${handles}::text[], ${people.map((one) => one.name)}::text[],
            ${people.map((one) => visible(one.bio ?? '', 2_000))}::text[], ${people.map((one) => one.externalId)}::text[],
            ${people.map((one) => one.joinedAt)}::timestamptz[]) as w (id, handle, name, bio, external_id, joined_at)
          on conflict do nothing returning external_id as "externalId", id`,
      ),
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
      for (let again = attempt + 1; taken.has(handle); again++) handle = candidateHandle(base, again);
      taken.add(handle);
      return handle;
    });
  }

  private async logAdded(tx: Tx, people: readonly ImportedPerson[], added: ReadonlyMap<string, string>): Promise<void> {
    const registrations = people.flatMap(({ externalId, joinedAt }) => {
      const personId = added.get(externalId);
      if (personId === undefined) return [];
      const whose = { personId, actorPersonId: personId };
      return [
        {
          kind: 'person.registered',
          payload: { method: 'import' },
          ...whose,
          channel: 'import',
          occurredAt: joinedAt,
          isImported: true,
        } as const,
      ];
    });
    for (let from = 0; from < registrations.length; from += LOG_ROWS) {
      await this.log.append(tx, ...registrations.slice(from, from + LOG_ROWS));
    }
  }
}

function byExternalId(found: { externalId: string; id: string }[]): Map<string, string> {
  return new Map(found.map(({ externalId, id }) => [externalId, id]));
}

function merge(into: Map<string, string>, more: ReadonlyMap<string, string>): void {
  for (const [externalId, id] of more) into.set(externalId, id);
}

/** A name from elsewhere is mended instead of refused: one visible line of at most 80 characters. */
function nameOf({ name, externalId }: ImportedPerson): string {
  return visible(name.replace(/[\s\p{Z}]+/gu, ' ').trim(), 80) || `#${externalId}`;
}

/** Without invisible characters, line ends excepted. */
function visible(text: string, length: number): string {
  return [...text.normalize('NFC').replace(/[^\P{C}\n]/gu, '')].slice(0, length).join('');
}
