import { describe, expect, it } from '@jest/globals';
import { type ContentState, type Role, type Viewer, viewerOf, visitor } from '@veche/visibility';
import { objectionToMarkOfficial, objectionToMarkSolution } from '../verdicts/verdict.policy.js';
import { type TopicFacts, topicCan } from '../topics/topic.policy.js';
import { TopicKind } from '../topics/topic.words.js';
import { objectionToReplyVote } from '../votes/vote.policy.js';
import { type ReplyFacts, objectionToComment, objectionToDelete, objectionToEdit, objectionToRestore } from './reply.policy.js';

const person = (id: string, ...roles: Role[]): Viewer =>
  viewerOf({ personId: id, accountId: null, sessionId: null, name: id, roles, privateAudienceId: null, locale: 'en' });
const WHO = {
  visitor: visitor(),
  author: person('author'),
  authorSpeaks: person('author', 'REPRESENTATIVE'),
  asker: person('asker'),
  member: person('member'),
  representative: person('representative', 'REPRESENTATIVE'),
  operator: person('operator', 'OPERATOR'),
  moderator: person('moderator', 'MODERATOR'),
  admin: person('admin', 'ADMIN'),
};
type Who = keyof typeof WHO;
const PEOPLE = Object.keys(WHO) as Who[];
const ALL_BUT = (...left: Who[]) => PEOPLE.filter((who) => !left.includes(who));

const VERBS = {
  vote: objectionToReplyVote,
  edit: objectionToEdit,
  delete: objectionToDelete,
  restore: objectionToRestore,
  comment: objectionToComment,
  markSolution: objectionToMarkSolution,
  markOfficial: objectionToMarkOfficial,
};

const topic = { kind: 'QUESTION', state: 'published', groupId: null, authorPersonId: 'asker', closedAt: null } as const;
const reply: ReplyFacts = {
  topic,
  kind: 'ANSWER',
  state: 'published',
  parentState: null,
  authorPersonId: 'author',
  deletedById: null,
  isSolution: false,
  isOfficial: false,
};
const CLOSED = new Date();

// Each row: in this situation these may, and nobody else.
const TABLE: [string, keyof typeof VERBS, Partial<ReplyFacts>, Who[]][] = [
  ['an answer', 'vote', {}, ALL_BUT('visitor', 'author', 'authorSpeaks')],
  ['an answer', 'edit', {}, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['an answer', 'delete', {}, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['an answer', 'restore', {}, []],
  ['an answer', 'comment', {}, ALL_BUT('visitor')],
  ['an answer', 'markSolution', {}, ['asker', 'moderator', 'admin']],
  ['an answer', 'markOfficial', {}, ['authorSpeaks', 'representative']],
  ['a comment', 'vote', { kind: 'COMMENT' }, ALL_BUT('visitor', 'author', 'authorSpeaks')],
  ['a comment', 'comment', { kind: 'COMMENT' }, []],
  ['a comment', 'markSolution', { kind: 'COMMENT' }, []],
  ['a comment', 'markOfficial', { kind: 'COMMENT' }, []],
  ['a comment on a deleted answer', 'edit', { kind: 'COMMENT', parentState: 'deleted' }, []],
  ['a comment on a deleted answer', 'vote', { kind: 'COMMENT', parentState: 'deleted' }, []],
  ['an official answer', 'edit', { isOfficial: true }, ['authorSpeaks', 'moderator', 'admin']],
  ['an official answer', 'delete', { isOfficial: true }, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['a solution', 'edit', { isSolution: true }, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['in a closed topic', 'vote', { topic: { ...topic, closedAt: CLOSED } }, ALL_BUT('visitor', 'author', 'authorSpeaks')],
  ['in a closed topic', 'edit', { topic: { ...topic, closedAt: CLOSED } }, ['moderator', 'admin']],
  ['in a closed topic', 'delete', { topic: { ...topic, closedAt: CLOSED } }, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['in a closed topic', 'comment', { topic: { ...topic, closedAt: CLOSED } }, []],
  ['in a closed topic', 'markSolution', { topic: { ...topic, closedAt: CLOSED } }, ['asker', 'moderator', 'admin']],
  ['deleted by its author', 'restore', { state: 'deleted', deletedById: 'author' }, ['author', 'authorSpeaks', 'moderator', 'admin']],
  ['deleted by a moderator', 'restore', { state: 'deleted', deletedById: 'moderator' }, ['moderator', 'admin']],
  ['deleted', 'delete', { state: 'deleted' }, []],
  ['held, which is decided in the queue alone', 'delete', { state: 'held' }, []],
  ['hidden', 'delete', { state: 'hidden' }, ['moderator', 'admin']],
  ...(['held', 'hidden', 'deleted'] as const).flatMap((state): [string, keyof typeof VERBS, Partial<ReplyFacts>, Who[]][] =>
    (['vote', 'edit', 'comment', 'markSolution', 'markOfficial'] as const).flatMap(
      (verb): [string, keyof typeof VERBS, Partial<ReplyFacts>, Who[]][] => [
        [state, verb, { state }, []],
        [`in a topic that is ${state}`, verb, { topic: { ...topic, state } }, []],
      ],
    ),
  ),
  ['praise', 'markSolution', { topic: { ...topic, kind: 'PRAISE' } }, []],
  ['praise', 'markOfficial', { topic: { ...topic, kind: 'PRAISE' } }, ['authorSpeaks', 'representative']],
  ['an update', 'markSolution', { topic: { ...topic, kind: 'UPDATE' } }, []],
  ['an update', 'markOfficial', { topic: { ...topic, kind: 'UPDATE' } }, []],
  ['by nobody known', 'edit', { authorPersonId: null }, ['moderator', 'admin']],
  ['by nobody known', 'delete', { authorPersonId: null }, ['moderator', 'admin']],
  ['asked by nobody known', 'markSolution', { topic: { ...topic, authorPersonId: null } }, ['moderator', 'admin']],
];

describe('what may be done to a reply', () => {
  it.each(TABLE)('%s: %s', (_, verb, situation, may) => {
    const allowed = PEOPLE.filter((who) => VERBS[verb](WHO[who], { ...reply, ...situation }) === null);
    expect(allowed).toEqual(PEOPLE.filter((who) => may.includes(who)));
  });

  it('every refusal speaks both languages', () => {
    for (const [, verb, situation] of TABLE) {
      for (const who of PEOPLE) {
        const objection = VERBS[verb](WHO[who], { ...reply, ...situation });
        if (objection !== null)
          expect([objection.text.en, objection.text.ru]).toEqual([
            expect.stringMatching(/^[A-Z].+[.]$/),
            expect.stringMatching(/^[А-ЯЁ].+[.]$/),
          ]);
      }
    }
  });

  it('a topic offers what its answers allow', () => {
    const states: ContentState[] = ['published', 'held', 'hidden', 'deleted'];
    for (const kind of Object.values(TopicKind)) {
      for (const state of states) {
        for (const closedAt of [null, CLOSED]) {
          for (const who of PEOPLE) {
            const facts: TopicFacts = {
              kind,
              state,
              closedAt,
              authorPersonId: 'asker',
              status: null,
              audienceId: 1,
              groupId: null,
              deletedById: null,
              mayGoBack: false,
              answerCount: 1,
              commentCount: 0,
            };
            const [can, answer] = [topicCan(WHO[who], facts), { ...reply, topic: facts }];
            const offered = { comment: can.comment, markSolution: can.markSolution, answerOfficially: can.answerOfficially };
            const allowed = {
              comment: objectionToComment(WHO[who], answer) === null,
              markSolution: objectionToMarkSolution(WHO[who], answer) === null,
              answerOfficially: objectionToMarkOfficial(WHO[who], answer) === null,
            };
            expect({ kind, state, who, ...offered }).toEqual({ kind, state, who, ...allowed });
          }
        }
      }
    }
  });
});
