import { Injectable } from '@nestjs/common';
import { Clock, type Database, type Reader, type Sql, type Tx, newId, rows, sql, tellAfter, verbatim } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { Interaction, NewInteraction } from './interaction.js';
import { AuditLog } from '../audit/audit-log.js';
import { type InteractionKind, KINDS } from './kinds.js';

/** The channel on which sequencers wait for news. */
export const LOG_CHANNEL = 'veche_log';

/** The log of everything that people did or that was done to them. */
@Injectable()
export class InteractionLog {
  private readonly audit: AuditLog;

  constructor(private readonly clock: Clock) {
    this.audit = new AuditLog(clock);
  }

  /**
   * Appends, as the last statement of a command, after its locks: the row's `seq` is taken here, and effects must not come before
   * their causes (decision 1). Committed with the command or not at all.
   * @returns the ids, in the order given
   * @throws when a payload is not what its kind promises: a defect, not input
   */
  async append(tx: Tx, ...interactions: NewInteraction[]): Promise<string[]> {
    if (interactions.length === 0) return [];
    const recordedAt = this.clock.now();
    for (const one of interactions.filter(isPrivileged)) {
      await this.audit.record(tx, { personId: one.actorPersonId }, one.kind, one.topicId ?? '', { ...one.payload, replyId: one.replyId });
    }
    const made = interactions.map((one) => ({ ...one, id: newId() }));
    await rows(tx, insertionOf(made.map((one) => rowOf(one, recordedAt))));
    tellAfter(tx, LOG_CHANNEL);
    return made.map(({ id }) => id);
  }

  /**
   * Appends as the last part of a command that is one statement (`Database.atOnce`): once for each row of `cause`, an earlier part of
   * it that yields what was changed under the lock, and its `audience_id`. Call `announce` when the statement has been run.
   */
  appending(one: Omit<NewInteraction, 'audienceId'>, cause: string): Sql {
    const from = verbatim(cause);
    return sql`${INSERT} select ${valuesOf({ ...one, id: newId() }, this.clock.now(), sql`${from}.audience_id`)} from ${from}`;
  }

  /** Wakes the readers of the log after a statement that held `appending`. */
  announce(database: Database): void {
    database.tell(LOG_CHANNEL);
  }

  /** Committed and placed interactions after a position, in order. What a consumer reads. */
  read(reader: Reader, after: number, limit: number): Promise<Interaction[]> {
    return reader
      .rows<Interaction & { position: string }>(
        sql`select ${COLUMNS} from interaction where position > ${after} order by position limit ${limit}`,
      )
      .then((found) => found.map((row) => ({ ...row, position: Number(row.position) })));
  }

  /** The last position given. */
  async head(reader: Reader): Promise<number> {
    const row = await reader.row<{ position: string }>(sql`select position from log_head`);
    return Number(row?.position ?? 0);
  }
}

const INSERT = sql`insert into interaction (id, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, reply_id,
  visitor_hash, is_imported, payload, audience_id)`;

/** One text however many rows: its plan is kept, and no number of parameters is too great. */
function insertionOf(rows: object[]): Sql {
  return sql`${INSERT} select id, occurred_at, recorded_at, person_id, actor_person_id, channel, kind, topic_id, reply_id,
      visitor_hash, is_imported, payload, audience_id
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (id uuid, occurred_at timestamptz, recorded_at timestamptz,
      person_id uuid, actor_person_id uuid, channel text, kind text, topic_id uuid, reply_id uuid, visitor_hash bytea,
      is_imported boolean, payload jsonb, audience_id integer)) with ordinality order by ordinality`;
}

function rowOf(one: NewInteraction & { id: string }, recordedAt: Date): object {
  return {
    id: one.id,
    occurred_at: one.occurredAt ?? recordedAt,
    recorded_at: recordedAt,
    person_id: one.personId,
    actor_person_id: one.actorPersonId,
    channel: one.channel,
    kind: one.kind,
    topic_id: one.topicId,
    reply_id: one.replyId,
    visitor_hash: one.visitorHash && `\\x${one.visitorHash.toString('hex')}`,
    is_imported: one.isImported ?? false,
    payload: payloadOf(one),
    audience_id: one.audienceId,
  };
}

function valuesOf(one: NewInteraction & { id: string }, recordedAt: Date, audienceId: Sql): Sql {
  return sql`${one.id}::uuid, ${one.occurredAt ?? recordedAt}::timestamptz, ${recordedAt}::timestamptz, ${one.personId}::uuid,
    ${one.actorPersonId}::uuid, ${one.channel}, ${one.kind}, ${one.topicId ?? null}::uuid, ${one.replyId ?? null}::uuid,
    ${one.visitorHash ?? null}::bytea, ${one.isImported ?? false}::boolean, ${JSON.stringify(payloadOf(one))}::jsonb, ${audienceId}`;
}

/** Done to what somebody else wrote, by a right that others lack. The choice of a solution is the asker's. */
function isPrivileged({ kind, actorPersonId, personId, isImported }: NewInteraction): boolean {
  if (isImported === true || actorPersonId === null || actorPersonId === personId) return false;
  return KINDS[kind].whose === 'author' && !kind.endsWith('_solution');
}

/** @throws when it is not what its kind promises */
function payloadOf({ kind, payload }: Pick<NewInteraction, 'kind' | 'payload'>): object {
  return KINDS[kind].payload.parse(payload);
}

const COLUMNS = sql`id, position, occurred_at as "occurredAt", recorded_at as "recordedAt", person_id as "personId",
  actor_person_id as "actorPersonId", channel, kind, topic_id as "topicId", reply_id as "replyId", audience_id as "audienceId",
  is_imported as "isImported", payload`;

/** An act of the viewer's own, for the viewer's own record. */
export function ownAct<K extends InteractionKind>(
  viewer: Viewer,
  kind: K,
  payload: NewInteraction<K>['payload'],
  about: Pick<NewInteraction, 'topicId' | 'replyId' | 'audienceId' | 'occurredAt'> = {},
): NewInteraction<K> {
  return {
    kind,
    payload,
    ...about,
    personId: viewer.personId,
    actorPersonId: viewer.personId,
    channel: viewer.channel,
    // A person's row never carries the hash: it would tell what they did that day before signing in.
    visitorHash: viewer.personId === null ? viewer.visitorHash : null,
  };
}

/** An act of the viewer on what somebody else wrote: it belongs to the author's record. */
export function actOnAuthor<K extends InteractionKind>(
  viewer: Viewer,
  authorPersonId: string | null,
  kind: K,
  payload: NewInteraction<K>['payload'],
  about: Pick<NewInteraction, 'topicId' | 'replyId' | 'audienceId'>,
): NewInteraction<K> {
  return { ...ownAct(viewer, kind, payload, about), personId: authorPersonId };
}
