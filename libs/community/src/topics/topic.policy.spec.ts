import { describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import {
  EVERYONE,
  GROUPS_FROM,
  type GroupRole,
  MEMBERS,
  type NamedAudience,
  PRIVATE_FROM,
  type Role,
  STAFF,
  type Viewer,
  viewerOf,
  visitor,
} from '@veche/visibility';
import type { TopicCan } from './topic-can.type.js';
import { type TopicFacts, objectionToAsk, objectionToMoveTo, objectionToRetypeTo, topicCan } from './topic.policy.js';
import type { TopicKind } from './topic.words.js';

const someone = (...roles: Role[]): Viewer =>
  viewerOf({ personId: newId(), accountId: null, sessionId: null, name: 'Somebody', roles, privateAudienceId: null, locale: 'en' });

const author = someone();
const WHO: Record<string, Viewer> = {
  visitor: visitor(),
  member: someone(),
  author,
  operator: someone('OPERATOR'),
  'CRM admin': someone('CRM_ADMIN'),
  representative: someone('REPRESENTATIVE'),
  moderator: someone('MODERATOR'),
  admin: someone('ADMIN'),
};
const AUDIENCES: Record<NamedAudience, number> = { EVERYONE, MEMBERS, STAFF, PRIVATE: PRIVATE_FROM + 7 };

const topic = (facts: Partial<TopicFacts> = {}): TopicFacts => ({
  ...{
    kind: 'PROBLEM',
    state: 'published',
    status: 'OPEN',
    audienceId: EVERYONE,
    groupId: null,
    mayGoBack: false,
    deletedById: null,
    closedAt: null,
  },
  ...{ authorPersonId: author.personId, answerCount: 1, commentCount: 0 },
  ...facts,
});

/** Who may, of those above, in their order. */
function allowed(verb: keyof TopicCan, facts: Partial<TopicFacts>): string {
  return Object.entries(WHO)
    .filter(([, viewer]) => topicCan(viewer, topic(facts))[verb])
    .map(([who]) => who)
    .join(', ');
}

const MEMBERS_ALL = 'member, author, operator, CRM admin, representative, moderator, admin';
const RUNNERS = 'representative, moderator, admin';
const STAFF_ALL = 'operator, CRM admin, representative, moderator, admin';
const PUBLIC: [keyof TopicCan, string][] = [
  ['reply', MEMBERS_ALL],
  ['comment', MEMBERS_ALL],
  ['vote', 'member, operator, CRM admin, representative, moderator, admin'],
  ['follow', MEMBERS_ALL],
  ['edit', 'author, moderator, admin'],
  ['retype', `author, ${RUNNERS}`],
  ['delete', 'author, moderator, admin'],
  ['restore', ''],
  ['close', `author, ${RUNNERS}`],
  ['reopen', ''],
  ['markSolution', 'author, moderator, admin'],
  ['answerOfficially', 'representative'],
  ['setStatus', 'representative'],
  ['move', RUNNERS],
  ['note', STAFF_ALL],
  ['seeHistory', `author, ${STAFF_ALL}`],
];

describe('a topic that was answered', () => {
  for (const audience of ['EVERYONE', 'MEMBERS', 'STAFF'] as const) {
    it.each(PUBLIC)(`in the audience ${audience}: %s is for: %s`, (verb, who) => {
      expect(allowed(verb, { audienceId: AUDIENCES[audience] })).toBe(who);
    });
  }
  it.each(PUBLIC.map(([verb, who]) => [verb, verb === 'move' ? '' : who] as const))(`in private: %s is for: %s`, (verb, who) => {
    expect(allowed(verb, { audienceId: AUDIENCES.PRIVATE })).toBe(who);
  });
});

describe('a topic in a group', () => {
  const group = newId();
  const within = (role: GroupRole, ...roles: Role[]): Viewer =>
    viewerOf({
      ...{ personId: newId(), accountId: null, sessionId: null, name: 'Somebody', roles, privateAudienceId: null, locale: 'en' },
      groups: [{ id: group, audienceId: GROUPS_FROM, role }],
    });
  // The author left the group since.
  const IN_GROUP: Record<string, Viewer> = {
    ...{ outsider: WHO['member']!, author, representative: WHO['representative']!, 'site moderator': WHO['moderator']! },
    ...{ member: within('MEMBER'), owner: within('OWNER'), 'group moderator': within('MODERATOR') },
    ...{ 'member representative': within('MEMBER', 'REPRESENTATIVE'), 'stepped in': within('STEP_IN', 'MODERATOR') },
  };
  const mayIn = (type: 'PUBLIC' | 'CLOSED', verb: keyof TopicCan): string => {
    const facts = topic({ groupId: group, audienceId: type === 'PUBLIC' ? EVERYONE : GROUPS_FROM });
    // In a closed one only those are asked about who see it.
    return Object.entries(IN_GROUP)
      .filter(([, viewer]) => (type === 'PUBLIC' || viewer.groups.length > 0) && topicCan(viewer, facts)[verb])
      .map(([who]) => who)
      .join(', ');
  };
  it.each([
    ['reply', 'member, owner, group moderator, member representative'],
    ['comment', 'member, owner, group moderator, member representative'],
    ['vote', 'outsider, representative, site moderator, member, owner, group moderator, member representative, stepped in'],
    ['edit', 'author, site moderator, owner, group moderator, stepped in'],
    ['delete', 'author, site moderator, owner, group moderator, stepped in'],
    ['close', 'author, representative, site moderator, owner, group moderator, member representative, stepped in'],
    ['markSolution', 'author, site moderator, owner, group moderator, stepped in'],
    ['answerOfficially', 'representative, member representative'],
    ['move', 'representative, site moderator, owner, group moderator, member representative, stepped in'],
  ] as const)('of a PUBLIC group: %s is for: %s', (verb, who) => {
    expect(mayIn('PUBLIC', verb)).toBe(who);
  });
  it.each([
    ['reply', 'member, owner, group moderator, member representative'],
    ['vote', 'member, owner, group moderator, member representative, stepped in'],
    ['edit', 'owner, group moderator, stepped in'],
    ['delete', 'owner, group moderator, stepped in'],
    ['close', 'owner, group moderator, member representative, stepped in'],
    ['answerOfficially', 'member representative'],
    // Neither the company nor whoever stepped in carries out what members told each other.
    ['move', 'owner, group moderator'],
  ] as const)('of a CLOSED group: %s is for: %s', (verb, who) => {
    expect(mayIn('CLOSED', verb)).toBe(who);
  });
  it('is its author’s to take out while nobody has replied', () => {
    const facts = topic({ groupId: group, audienceId: GROUPS_FROM, answerCount: 0 });
    expect(objectionToMoveTo(author, facts, 'EVERYONE')).toBeNull();
    expect(objectionToMoveTo(author, facts, 'STAFF')).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a closed topic', () => {
  it.each([
    ['reply', ''],
    ['comment', ''],
    ['vote', 'member, operator, CRM admin, representative, moderator, admin'],
    ['follow', MEMBERS_ALL],
    ['edit', 'moderator, admin'],
    ['retype', RUNNERS],
    ['close', ''],
    ['reopen', RUNNERS],
    ['setStatus', 'representative'],
    ['markSolution', 'author, moderator, admin'],
  ] as const)('%s is for: %s', (verb, who) => {
    expect(allowed(verb, { closedAt: new Date() })).toBe(who);
  });
});

describe('a deleted topic', () => {
  const verbs = PUBLIC.map(([verb]) => verb).filter((verb) => !['restore', 'note', 'seeHistory'].includes(verb));
  it.each(verbs)('nobody can %s', (verb) => {
    expect(allowed(verb, { state: 'deleted', deletedById: author.personId })).toBe('');
  });
  it('comes back by its author when it was the author who deleted it, else by moderators alone', () => {
    expect(allowed('restore', { state: 'deleted', deletedById: author.personId })).toBe('author, moderator, admin');
    expect(allowed('restore', { state: 'deleted', deletedById: WHO['moderator']!.personId })).toBe('moderator, admin');
  });
});

describe('a held or hidden topic', () => {
  it.each([
    ['held', ''],
    ['hidden', 'moderator, admin'],
  ] as const)('%s: can be deleted by: %s (what is held is decided in the queue), and nobody can do anything else', (state, who) => {
    for (const [verb] of PUBLIC.filter(([name]) => !['note', 'seeHistory'].includes(name))) {
      expect([verb, allowed(verb, { state })]).toEqual([verb, verb === 'delete' ? who : '']);
    }
  });
});

describe('asking', () => {
  const mayAsk = (kind: TopicKind, audience: NamedAudience): string =>
    Object.entries(WHO)
      .filter(([, viewer]) => objectionToAsk(viewer, kind, audience) === null)
      .map(([who]) => who)
      .join(', ');
  it.each([
    ['QUESTION', 'EVERYONE', MEMBERS_ALL],
    ['PROBLEM', 'PRIVATE', MEMBERS_ALL],
    ['IDEA', 'MEMBERS', MEMBERS_ALL],
    ['PRAISE', 'STAFF', STAFF_ALL],
    ['UPDATE', 'EVERYONE', 'representative'],
    ['UPDATE', 'STAFF', 'representative'],
  ] as const)('%s for %s is for: %s', (kind, audience, who) => {
    expect(mayAsk(kind, audience)).toBe(who);
  });
});

describe('retyping', () => {
  it('is no longer the author’s once the company has given a status', () => {
    expect(allowed('retype', { status: 'ACKNOWLEDGED' })).toBe(RUNNERS);
  });
  it('makes and unmakes updates by representatives only', () => {
    expect(objectionToRetypeTo(WHO['moderator']!, topic(), 'UPDATE')).toMatchObject({ code: 'FORBIDDEN' });
    expect(objectionToRetypeTo(WHO['representative']!, topic(), 'UPDATE')).toBeNull();
    expect(objectionToRetypeTo(author, topic({ kind: 'UPDATE', status: null }), 'IDEA')).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('moving', () => {
  const alone = { answerCount: 0, commentCount: 0 };
  it('is the author’s, too, while nobody has replied, also out of private', () => {
    expect(objectionToMoveTo(author, topic(alone), 'PRIVATE')).toBeNull();
    expect(objectionToMoveTo(author, topic({ ...alone, audienceId: AUDIENCES.PRIVATE }), 'EVERYONE')).toBeNull();
    expect(objectionToMoveTo(author, topic(), 'PRIVATE')).toMatchObject({ code: 'FORBIDDEN' });
    expect(objectionToMoveTo(author, topic({ ...alone, commentCount: 1 }), 'PRIVATE')).toMatchObject({ code: 'FORBIDDEN' });
  });
  it('never makes public what somebody else said in private', () => {
    for (const who of ['representative', 'moderator', 'admin', 'author']) {
      expect(objectionToMoveTo(WHO[who]!, topic({ audienceId: AUDIENCES.PRIVATE }), 'EVERYONE')).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(objectionToMoveTo(WHO['admin']!, topic({ ...alone, audienceId: AUDIENCES.PRIVATE }), 'EVERYONE')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
  it('to staff is for staff', () => {
    expect(objectionToMoveTo(author, topic(alone), 'STAFF')).toMatchObject({ code: 'FORBIDDEN' });
    expect(objectionToMoveTo(WHO['representative']!, topic(alone), 'STAFF')).toBeNull();
  });
});

describe('kinds', () => {
  it.each(['QUESTION', 'PRAISE', 'UPDATE'] as const)('%s knows no status', (kind) => {
    expect(allowed('setStatus', { kind, status: null })).toBe('');
  });
  it.each(['PRAISE', 'UPDATE'] as const)('%s has no solution', (kind) => {
    expect(allowed('markSolution', { kind, status: null })).toBe('');
  });
  it('an update has no official answer', () => {
    expect(allowed('answerOfficially', { kind: 'UPDATE', status: null })).toBe('');
  });
});

it('asks a visitor to sign in rather than telling that it is forbidden', () => {
  expect(objectionToAsk(visitor(), 'UPDATE', 'STAFF')).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(objectionToMoveTo(visitor(), topic(), 'STAFF')).toMatchObject({ code: 'UNAUTHENTICATED' });
});
