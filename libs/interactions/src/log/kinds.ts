import { z } from 'zod';

const nothing = z.strictObject({});
const topicKind = z.enum(['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'UPDATE']);
const topicStatus = z.enum([
  'OPEN',
  'UNDER_CONSIDERATION',
  'PLANNED',
  'STARTED',
  'DONE',
  'DECLINED',
  'ACKNOWLEDGED',
  'IN_PROGRESS',
  'FIXED',
  'NOT_A_PROBLEM',
]);
const audience = z.enum(['EVERYONE', 'MEMBERS', 'STAFF', 'GROUP', 'PRIVATE']);
const id = z.uuid();
const groupType = z.enum(['PUBLIC', 'CLOSED', 'UNLISTED']);
const inGroup = z.strictObject({ groupId: id });
/** A provider's short name in the configuration, such as vk or google. */
const provider = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/);

/**
 * Whose record an interaction belongs to: one's own act to the actor, the company's act on a topic or reply to its author (decision 3),
 * what is done to a person in a group to that person.
 */
export type Whose = 'actor' | 'author' | 'person';

interface Kind {
  /** What happened, in a sentence for who reads the CRM's records. */
  says: string;
  whose: Whose;
  /** Ids, enums and numbers only: no text and nothing personal, so that erasing a person never edits the log. */
  payload: z.ZodType<Record<string, unknown>>;
}

/**
 * Every kind of interaction that the log knows. `libs/interactions/kinds.json` is generated from it and is what receivers are
 * promised; a kind is never renamed, and a payload only grows.
 */
export const KINDS = {
  'person.registered': {
    says: 'A person made an account',
    whose: 'actor',
    payload: z.strictObject({ method: z.enum(['password', 'setup', 'import', 'demo', 'network']), provider: provider.optional() }),
  },
  'person.signed_in': {
    says: 'A person signed in',
    whose: 'actor',
    payload: z.strictObject({ method: z.enum(['password', 'network']), provider: provider.optional() }),
  },
  'person.email_proved': { says: 'A person proved that an e-mail is theirs', whose: 'actor', payload: nothing },
  'identity.linked': { says: 'A person joined a network to their account', whose: 'actor', payload: z.strictObject({ provider }) },
  'identity.unlinked': { says: 'A person took a network off their account', whose: 'actor', payload: z.strictObject({ provider }) },
  'person.profile_edited': { says: 'A person changed their public profile', whose: 'actor', payload: nothing },
  'consent.given': {
    says: 'A person agreed to a purpose',
    whose: 'actor',
    payload: z.strictObject({ purpose: z.string(), version: z.string() }),
  },
  'consent.withdrawn': { says: 'A person withdrew an agreement', whose: 'actor', payload: z.strictObject({ purpose: z.string() }) },
  'person.written_to': { says: 'The company wrote to a person in private', whose: 'person', payload: nothing },
  'publication.asked': { says: 'The company asked to publish a cleaned copy of a private topic', whose: 'person', payload: nothing },
  'publication.agreed': { says: 'A person let the company publish a cleaned copy', whose: 'actor', payload: nothing },
  'publication.declined': { says: 'A person did not let the company publish a copy', whose: 'actor', payload: nothing },
  'topic.asked': {
    says: 'A person brought a topic',
    whose: 'actor',
    payload: z.strictObject({
      topicKind,
      audience,
      groupId: id.optional(),
      productIds: z.array(id).optional(),
      importedScore: z.int().optional(),
      importedStatus: topicStatus.optional(),
    }),
  },
  'topic.edited': { says: 'A topic was edited', whose: 'author', payload: nothing },
  'topic.retyped': {
    says: 'A topic became one of another kind',
    whose: 'author',
    payload: z.strictObject({ from: topicKind, to: topicKind }),
  },
  'topic.moved': {
    says: 'A topic moved to another audience or group',
    whose: 'author',
    payload: z.strictObject({ from: audience, to: audience, fromGroupId: id.optional(), toGroupId: id.optional() }),
  },
  'topic.closed': { says: 'A topic was closed', whose: 'author', payload: nothing },
  'topic.reopened': { says: 'A closed topic was opened again', whose: 'author', payload: nothing },
  'topic.deleted': { says: 'A topic was deleted', whose: 'author', payload: nothing },
  'topic.restored': { says: 'A deleted topic came back', whose: 'author', payload: nothing },
  'topic.followed': { says: 'A person followed a topic', whose: 'actor', payload: nothing },
  'topic.unfollowed': { says: 'A person stopped following a topic', whose: 'actor', payload: nothing },
  'status.changed': {
    says: 'The company set the status of an idea or problem',
    whose: 'author',
    payload: z.strictObject({ from: topicStatus.nullable(), to: topicStatus, changeId: id }),
  },
  'reply.posted': {
    says: 'A person answered or commented',
    whose: 'actor',
    payload: z.strictObject({
      replyKind: z.enum(['ANSWER', 'COMMENT']),
      parentReplyId: id.optional(),
      isOfficial: z.boolean().optional(),
      importedScore: z.int().optional(),
    }),
  },
  'reply.edited': { says: 'A reply was edited', whose: 'author', payload: nothing },
  'reply.deleted': { says: 'A reply was deleted', whose: 'author', payload: nothing },
  'reply.restored': { says: 'A deleted reply came back', whose: 'author', payload: nothing },
  'vote.cast': {
    says: 'A person supported a topic ("I have this too") or a reply',
    whose: 'actor',
    payload: z.strictObject({ on: z.enum(['topic', 'reply']) }),
  },
  'vote.withdrawn': { says: 'A person took a vote back', whose: 'actor', payload: z.strictObject({ on: z.enum(['topic', 'reply']) }) },
  'answer.marked_solution': { says: 'The asker or a moderator chose the solution', whose: 'author', payload: nothing },
  'answer.unmarked_solution': { says: 'The choice of a solution was taken back', whose: 'author', payload: nothing },
  'answer.marked_official': { says: 'A representative made a reply the official answer', whose: 'author', payload: nothing },
  'answer.unmarked_official': { says: 'An official answer is official no longer', whose: 'author', payload: nothing },
  'answer.helped': { says: 'Somebody said that the answer helped', whose: 'actor', payload: nothing },
  'answer.not_helped': { says: 'Somebody said that the answer did not help', whose: 'actor', payload: nothing },
  'answer.help_withdrawn': { says: 'Somebody took back what they said of an answer', whose: 'actor', payload: nothing },
  'group.created': { says: 'A person made a group', whose: 'actor', payload: inGroup.extend({ type: groupType }) },
  'group.type_changed': {
    says: 'An owner let others, or fewer, read what is in a group',
    whose: 'actor',
    payload: inGroup.extend({ from: groupType, to: groupType }),
  },
  'group.requested': { says: 'A person asked to be let into a group', whose: 'actor', payload: inGroup },
  'group.declined': { says: 'A person was not let into a group', whose: 'person', payload: inGroup },
  'group.invited': { says: 'A person was invited into a group', whose: 'person', payload: inGroup },
  'group.joined': {
    says: 'A person became a member of a group',
    whose: 'person',
    payload: inGroup.extend({ by: z.enum(['self', 'approval', 'invitation', 'link']) }),
  },
  'group.left': {
    says: 'A person is no member of a group any more',
    whose: 'person',
    payload: inGroup.extend({ how: z.enum(['left', 'removed', 'banned']) }),
  },
  'group.role_set': {
    says: 'A member of a group got another role in it',
    whose: 'person',
    payload: inGroup.extend({ role: z.enum(['OWNER', 'MODERATOR', 'MEMBER']) }),
  },
  'search.performed': { says: 'Somebody searched', whose: 'actor', payload: z.strictObject({ searchId: id, results: z.int() }) },
  'search.clicked': { says: 'Somebody opened a result of a search', whose: 'actor', payload: z.strictObject({ searchId: id }) },
  'visit.started': { says: 'A visitor came for the first time today', whose: 'actor', payload: z.strictObject({ sourceId: id }) },
} as const satisfies Record<string, Kind>;

export type InteractionKind = keyof typeof KINDS;
export type PayloadOf<K extends InteractionKind> = z.infer<(typeof KINDS)[K]['payload']>;

export function isInteractionKind(text: string): text is InteractionKind {
  return Object.hasOwn(KINDS, text);
}
