import { describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import { type AudienceKind, EVERYONE, MEMBERS, PRIVATE_FROM, type Role, STAFF, type Viewer, viewerOf, visitor } from '@veche/visibility';
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
const AUDIENCES: Record<AudienceKind, number> = { EVERYONE, MEMBERS, STAFF, PRIVATE: PRIVATE_FROM + 7 };

const topic = (facts: Partial<TopicFacts> = {}): TopicFacts => ({
  ...{ kind: 'PROBLEM', state: 'published', status: 'OPEN', audienceId: EVERYONE, mayGoBack: false, deletedById: null, closedAt: null },
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
  it.each(['held', 'hidden'] as const)('%s: only moderators can delete it, and nobody can do anything else', (state) => {
    for (const [verb] of PUBLIC.filter(([name]) => !['note', 'seeHistory'].includes(name))) {
      expect([verb, allowed(verb, { state })]).toEqual([verb, verb === 'delete' ? 'moderator, admin' : '']);
    }
  });
});

describe('asking', () => {
  const mayAsk = (kind: TopicKind, audience: AudienceKind): string =>
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
