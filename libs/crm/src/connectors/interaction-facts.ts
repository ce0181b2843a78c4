import { type Sql, sql } from '@veche/platform';

/** All that a connector may tell a CRM of one interaction: the log's row, the person as they are now, the topic without its text. */
export interface InteractionFacts {
  id: string;
  position: number;
  kind: string;
  occurredAt: string;
  recordedAt: string;
  channel: string;
  isImported: boolean;
  actorPersonId: string | null;
  audienceId: number | null;
  replyId: string | null;
  payload: Record<string, unknown>;
  topic: { id: string; key: string; kind: string } | null;
  person: {
    id: string;
    handle: string;
    name: string;
    email: string | null;
    /** They proved that it is theirs: without that, anybody may have typed it. */
    isEmailVerified: boolean;
    locale: string | null;
    joinedAt: string;
    isImported: boolean;
  } | null;
}

/** The facts of interaction `i` as JSON; goes with FACTS_JOINS. */
export const FACTS_JSON: Sql = sql`jsonb_build_object('id', i.id, 'position', i.position, 'kind', i.kind, 'occurredAt', i.occurred_at,
  'recordedAt', i.recorded_at, 'channel', i.channel, 'isImported', i.is_imported, 'actorPersonId', i.actor_person_id,
  'audienceId', i.audience_id, 'replyId', i.reply_id, 'payload', i.payload,
  'topic', case when t.id is not null then jsonb_build_object('id', t.id, 'key', t.key, 'kind', t.kind) end,
  'person', case when p.id is not null then jsonb_build_object('id', p.id, 'handle', p.handle, 'name', p.name, 'email', a.email,
    'isEmailVerified', a.email_verified_at is not null,
    'locale', a.locale, 'joinedAt', p.joined_at, 'isImported', p.source <> 'portal') end)`;

/** Joins what the facts are made of to interaction `i`. */
export const FACTS_JOINS: Sql = sql`left join person p on p.id = i.person_id left join account a on a.person_id = p.id
  left join topic t on t.id = i.topic_id`;
