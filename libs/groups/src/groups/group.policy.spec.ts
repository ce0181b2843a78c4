import { describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import { type GroupType, type Role, type Viewer, viewerOf, visitor } from '@veche/visibility';
import type { GroupCan } from './group-can.type.js';
import * as policy from './group.policy.js';
import { GroupRole, Standing } from './group.words.js';

const someone = (...roles: Role[]): Viewer =>
  viewerOf({ personId: newId(), accountId: null, sessionId: null, name: 'Somebody', roles, privateAudienceId: null, locale: 'en' });
const ROLES: Record<string, Viewer> = {
  visitor: visitor(),
  member: someone(),
  operator: someone('OPERATOR'),
  'CRM admin': someone('CRM_ADMIN'),
  representative: someone('REPRESENTATIVE'),
  moderator: someone('MODERATOR'),
  admin: someone('ADMIN'),
};
const TYPES: GroupType[] = ['PUBLIC', 'CLOSED', 'UNLISTED'];
const IN = ['OWNER', 'MODERATOR', 'MEMBER'] as const;
const ALL = Object.values(Standing);
const OUT = ALL.filter((one) => !IN.includes(one as never) && one !== 'STEPPED_IN');

/** For which standings a verb is allowed, by type; of somebody signed in without a role unless said otherwise. */
const TABLE: Record<keyof GroupCan, Record<GroupType, readonly Standing[]>> = {
  read: { PUBLIC: ALL, CLOSED: [...IN, 'STEPPED_IN'], UNLISTED: [...IN, 'STEPPED_IN'] },
  join: { PUBLIC: [...OUT.filter((one) => one !== 'BANNED'), 'STEPPED_IN'], CLOSED: [], UNLISTED: [] },
  request: { PUBLIC: [], CLOSED: ['INVITED', 'DECLINED', 'LEFT', 'NONE', 'STEPPED_IN'], UNLISTED: [] },
  leave: each([...IN, 'REQUESTED', 'INVITED']),
  post: each(IN),
  seeMembers: each([...IN, 'STEPPED_IN']),
  edit: each(['OWNER', 'MODERATOR']),
  invite: each(['OWNER', 'MODERATOR']),
  admit: each(['OWNER', 'MODERATOR', 'STEPPED_IN']),
  setRole: each(['OWNER', 'STEPPED_IN']),
  changeType: each(['OWNER']),
  seeAudit: each(['OWNER', 'MODERATOR']),
  stepIn: each([]),
};
function each(standings: readonly Standing[]): Record<GroupType, readonly Standing[]> {
  return { PUBLIC: standings, CLOSED: standings, UNLISTED: standings };
}
const sorted = (standings: readonly Standing[]) => ALL.filter((one) => standings.includes(one));

describe('every verb × type of group × standing', () => {
  const rows = (Object.keys(TABLE) as (keyof GroupCan)[]).flatMap((verb) => TYPES.map((type) => [verb, type] as const));

  it.each(rows)('%s in a %s group', (verb, type) => {
    const may = (viewer: Viewer) => ALL.filter((standing) => policy.groupCan(viewer, { type, standing })[verb]);
    expect(may(ROLES['member']!)).toEqual(sorted(TABLE[verb][type]));
    // A role of the site gives nothing in a group but the right to step in.
    for (const role of ['operator', 'CRM admin', 'representative'])
      expect([role, may(ROLES[role]!)]).toEqual([role, sorted(TABLE[verb][type])]);
    for (const role of ['moderator', 'admin'])
      expect([role, may(ROLES[role]!)]).toEqual([role, verb === 'stepIn' ? mayStepIn(type) : sorted(TABLE[verb][type])]);
  });

  it('a visitor reads what is public, and does nothing', () => {
    for (const type of TYPES)
      expect(Object.entries(policy.groupCan(visitor(), { type, standing: 'NONE' })).filter(([, may]) => may)).toEqual(
        type === 'PUBLIC' ? [['read', true]] : [],
      );
  });

  function mayStepIn(type: GroupType): Standing[] {
    return ALL.filter((one) => !IN.includes(one as never) && (type !== 'PUBLIC' || one !== 'STEPPED_IN'));
  }
});

describe('taking somebody out', () => {
  it.each([
    ['OWNER', ['MODERATOR', 'MEMBER']],
    ['MODERATOR', ['MEMBER']],
    ['STEPPED_IN', ['MODERATOR', 'MEMBER']],
    ...ALL.filter((one) => !['OWNER', 'MODERATOR', 'STEPPED_IN'].includes(one)).map((one) => [one, []]),
  ] as [Standing, GroupRole[]][])('%s may remove and ban: %s', (standing, targets) => {
    for (const type of TYPES) {
      const may = Object.values(GroupRole).filter((target) => policy.objectionToRemove({ type, standing }, target) === null);
      expect(may).toEqual(targets);
    }
  });
});

describe('making a group, and taking up an invitation', () => {
  it('is for representatives, moderators and admins', () => {
    const may = Object.entries(ROLES).filter(([, viewer]) => policy.objectionToCreate(viewer) === null);
    expect(may.map(([who]) => who)).toEqual(['representative', 'moderator', 'admin']);
  });

  it('an invitation opens every group to everybody but members and who was banned', () => {
    const may = ALL.filter((standing) => policy.objectionToAccept(someone(), { type: 'UNLISTED', standing }) === null);
    expect(may).toEqual(ALL.filter((one) => !['OWNER', 'MODERATOR', 'MEMBER', 'BANNED'].includes(one)));
  });
});

it('every refusal is a sentence in both languages', () => {
  const facts = TYPES.flatMap((type) => ALL.map((standing) => ({ type, standing })));
  const said = facts.flatMap((one) => [
    policy.objectionToRead(one),
    policy.objectionToJoin(someone(), one),
    policy.objectionToRequest(someone(), one),
    policy.objectionToLeave(one),
    policy.objectionToPost(one),
    policy.objectionToRemove(one, 'OWNER'),
    policy.objectionToSetRole(one),
    policy.objectionToSeeAudit(one),
    policy.objectionToStepIn(someone(), one),
  ]);
  for (const objection of said.filter((one) => one !== null)) {
    expect(objection.text.en).toMatch(/^[A-Z].+[.]$/);
    expect(objection.text.ru).toMatch(/^[А-ЯЁ].+[.]$/);
  }
});
