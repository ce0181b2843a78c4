import { describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import { EVERYONE, GROUPS_FROM, type GroupRole, type Role, type Viewer, viewerOf, visitor } from '@veche/visibility';
import { type ReplyFacts, objectionToComment, objectionToDelete, objectionToEdit, objectionToRestore } from '../replies/reply.policy.js';
import { objectionToMarkOfficial, objectionToMarkSolution } from '../verdicts/verdict.policy.js';
import { objectionToReplyVote } from '../votes/vote.policy.js';
import type { TopicCan } from './topic-can.type.js';
import { type TopicFacts, topicCan } from './topic.policy.js';

const group = newId();
const someone = (roles: Role[], role?: GroupRole): Viewer =>
  viewerOf({
    ...{ personId: newId(), accountId: null, sessionId: null, name: 'Somebody', roles, privateAudienceId: null, locale: 'en' },
    groups: role === undefined ? [] : [{ id: group, audienceId: GROUPS_FROM, role }],
  });

/** Everybody by how they stand to the company and to the group; the first four are not in it, and see only what is in a PUBLIC one. */
const WHO: Record<string, Viewer> = {
  visitor: visitor(),
  outsider: someone([]),
  representative: someone(['REPRESENTATIVE']),
  'site moderator': someone(['MODERATOR']),
  member: someone([], 'MEMBER'),
  author: someone([], 'MEMBER'),
  owner: someone([], 'OWNER'),
  'group moderator': someone([], 'MODERATOR'),
  'member representative': someone(['REPRESENTATIVE'], 'MEMBER'),
  'stepped in': someone(['MODERATOR'], 'STEP_IN'),
};
const OUTSIDE = Object.keys(WHO).slice(0, 4);

const topic: TopicFacts = {
  ...{ kind: 'PROBLEM', state: 'published', status: 'OPEN', audienceId: EVERYONE, groupId: group, mayGoBack: false },
  ...{ authorPersonId: WHO['author']!.personId, deletedById: null, closedAt: null, answerCount: 1, commentCount: 0 },
};
/** Of somebody who is none of them. */
const reply: ReplyFacts = {
  ...{ topic, kind: 'ANSWER', state: 'published', parentState: null, authorPersonId: newId(), deletedById: null },
  ...{ isSolution: false, isOfficial: false },
};

const [TALKING, ORDER, INSIDERS] = [
  'member, author, owner, group moderator, member representative',
  'author, owner, group moderator, stepped in',
  'member, author, owner, group moderator, member representative, stepped in',
];
const VOTERS = 'member, owner, group moderator, member representative, stepped in';
const RUNNING = 'author, owner, group moderator, member representative, stepped in';
const LEADING = 'owner, group moderator, stepped in';

/** Verb, who may in a PUBLIC group, who may in a CLOSED or UNLISTED one. */
const ON_TOPICS: [keyof TopicCan, string, string][] = [
  ['reply', TALKING, TALKING],
  ['comment', TALKING, TALKING],
  ['vote', `outsider, representative, site moderator, ${VOTERS}`, VOTERS],
  ['follow', `outsider, representative, site moderator, ${INSIDERS}`, INSIDERS],
  ['edit', `site moderator, ${ORDER}`, ORDER],
  ['retype', `representative, site moderator, ${RUNNING}`, RUNNING],
  ['delete', `site moderator, ${ORDER}`, ORDER],
  ['restore', '', ''],
  ['close', `representative, site moderator, ${RUNNING}`, RUNNING],
  ['reopen', '', ''],
  ['markSolution', `site moderator, ${ORDER}`, ORDER],
  ['answerOfficially', 'representative, member representative', 'member representative'],
  ['setStatus', 'representative, member representative', 'member representative'],
  [
    'move',
    'representative, site moderator, owner, group moderator, member representative, stepped in',
    // Neither the company nor whoever stepped in carries out what members told each other.
    'owner, group moderator',
  ],
  ['note', 'representative, site moderator, member representative, stepped in', 'member representative, stepped in'],
  ['seeHistory', 'representative, site moderator, author, member representative, stepped in', 'author, member representative, stepped in'],
];

const REPLY_VERBS = {
  vote: objectionToReplyVote,
  comment: objectionToComment,
  edit: objectionToEdit,
  delete: objectionToDelete,
  restore: objectionToRestore,
  markSolution: objectionToMarkSolution,
  markOfficial: objectionToMarkOfficial,
};
const ON_REPLIES: [keyof typeof REPLY_VERBS, string, string][] = [
  ['vote', `outsider, representative, site moderator, ${INSIDERS}`, INSIDERS],
  ['comment', TALKING, TALKING],
  ['edit', `site moderator, ${LEADING}`, LEADING],
  ['delete', `site moderator, ${LEADING}`, LEADING],
  ['restore', '', ''],
  ['markSolution', `site moderator, ${ORDER}`, ORDER],
  ['markOfficial', 'representative, member representative', 'member representative'],
];

/** Of those who see it, in the order above. */
const those = (isPublic: boolean, may: (viewer: Viewer) => boolean): string =>
  Object.entries(WHO)
    .filter(([who, viewer]) => (isPublic || !OUTSIDE.includes(who)) && may(viewer))
    .map(([who]) => who)
    .join(', ');

describe('what is done to a topic in a group', () => {
  it('has a row for every verb', () => {
    expect(ON_TOPICS.map(([verb]) => verb).sort()).toEqual(Object.keys(topicCan(visitor(), topic)).sort());
  });
  it.each(ON_TOPICS)('%s: in a PUBLIC one %s; else %s', (verb, inPublic, within) => {
    expect(those(true, (viewer) => topicCan(viewer, topic)[verb])).toBe(inPublic);
    expect(those(false, (viewer) => topicCan(viewer, { ...topic, audienceId: GROUPS_FROM })[verb])).toBe(within);
  });
});

describe('what is done to somebody’s answer in a group', () => {
  it.each(ON_REPLIES)('%s: in a PUBLIC one %s; else %s', (verb, inPublic, within) => {
    for (const [isPublic, who] of [
      [true, inPublic],
      [false, within],
    ] as const)
      expect(those(isPublic, (viewer) => REPLY_VERBS[verb](viewer, reply) === null)).toBe(who);
  });
});
