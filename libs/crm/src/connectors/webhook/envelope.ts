import { audienceKind } from '@veche/visibility';
import { z } from 'zod';
import type { InteractionFacts } from '../interaction-facts.js';

const time = z.iso.datetime();

/** The body of a webhook (the form that Standard Webhooks recommends). What it promises is in README.md; it only grows. */
export const envelopeSchema = z.strictObject({
  type: z.string().describe('Kind of the interaction; `veche.check` is a test of the connection'),
  timestamp: time.describe('When it happened'),
  data: z.strictObject({
    interaction: z.strictObject({
      id: z.uuid().describe('The same as `webhook-id`'),
      position: z.int().positive().describe('Place in the log of all interactions; grows per person'),
      recordedAt: time,
      channel: z.string().describe('How it reached the portal: web, api, import, system'),
      isImported: z.boolean().describe('History that came from another platform'),
      actorPersonId: z.uuid().nullable().describe('Who did it, where that is not the person whose record it belongs to'),
      audience: z.enum(['EVERYONE', 'MEMBERS', 'STAFF', 'GROUP', 'PRIVATE']).nullable(),
      replyId: z.uuid().nullable(),
      payload: z.record(z.string(), z.unknown()).describe('By kind: libs/interactions/kinds.json'),
    }),
    topic: z.strictObject({ id: z.uuid(), key: z.string(), kind: z.string(), url: z.url() }).nullable(),
    person: z
      .strictObject({
        id: z.uuid().describe('The key of the customer record. The e-mail is not: it changes'),
        handle: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        isEmailVerified: z.boolean().describe('Proved by a letter or a network; else anybody may have typed it: join no records by it'),
        locale: z.enum(['en', 'ru']).nullable(),
        joinedAt: time,
        isImported: z.boolean(),
        url: z.url(),
      })
      .describe('The person as they were when this was first sent'),
  }),
});

export type Envelope = z.infer<typeof envelopeSchema>;

/** The envelope as JSON Schema; committed as `libs/crm/webhook-envelope.json`. */
export function envelopeJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(envelopeSchema) as Record<string, unknown>;
}

/**
 * The body for these facts.
 * @param origin the portal's address, without a slash at its end
 * @throws when the interaction belongs to no person: such ones are never sent
 */
export function envelopeOf(facts: InteractionFacts, origin: string): Envelope {
  const { person, topic } = facts;
  if (person === null) throw new Error(`interaction ${facts.id} belongs to no person`);
  return {
    type: facts.kind,
    timestamp: iso(facts.occurredAt),
    data: {
      interaction: {
        id: facts.id,
        position: facts.position,
        recordedAt: iso(facts.recordedAt),
        channel: facts.channel,
        isImported: facts.isImported,
        actorPersonId: facts.actorPersonId,
        audience: facts.audienceId === null ? null : audienceKind(facts.audienceId),
        replyId: facts.replyId,
        payload: facts.payload,
      },
      topic: topic === null ? null : { id: topic.id, key: topic.key, kind: topic.kind, url: `${origin}/t/${topic.key}` },
      person: {
        id: person.id,
        handle: person.handle,
        name: person.name,
        email: person.email,
        isEmailVerified: person.isEmailVerified,
        locale: person.locale === 'en' || person.locale === 'ru' ? person.locale : null,
        joinedAt: iso(person.joinedAt),
        isImported: person.isImported,
        url: `${origin}/people/${encodeURIComponent(person.handle)}`,
      },
    },
  };
}

/** PostgreSQL writes times of JSON with the session's offset; receivers get UTC. */
function iso(at: string): string {
  return new Date(at).toISOString();
}
