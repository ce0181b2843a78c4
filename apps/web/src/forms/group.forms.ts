import * as gql from '../gql/generated/graphql.ts';
import { form, maybe, oneOf, stay, text, type AnyForm, type Fields } from './form.ts';

export const GROUP_TYPES = ['PUBLIC', 'CLOSED', 'UNLISTED'] as const satisfies readonly gql.GroupType[];
const GROUP_ROLES = ['MEMBER', 'MODERATOR', 'OWNER'] as const satisfies readonly gql.GroupRole[];

const group = (f: Fields) => ({ group: text(f, 'group') });
const member = (f: Fields) => ({ ...group(f), person: text(f, 'person') });
const put = (f: Fields) => ({ ...member(f), reason: text(f, 'reason') });
const number = (f: Fields, name: string) => Math.trunc(Number(text(f, name))) || 0;

/** What is done in groups. */
export const groupForms = {
  createGroup: form({
    document: gql.CreateGroupDocument,
    variables: (f) => ({ input: { name: text(f, 'name'), type: oneOf(f, 'type', GROUP_TYPES), description: text(f, 'description') } }),
    after: (data) => data.createGroup.path,
  }),
  editGroup: form({
    document: gql.EditGroupDocument,
    variables: (f) => ({ input: { ...group(f), name: text(f, 'name'), description: text(f, 'description') } }),
    after: (data) => `${data.editGroup.path}/settings?done=yes`,
  }),
  changeGroupType: form({
    document: gql.ChangeGroupTypeDocument,
    variables: (f) => ({ ...group(f), type: oneOf(f, 'type', GROUP_TYPES) }),
    after: (data) => data.changeGroupType.path,
  }),
  joinGroup: form({ document: gql.JoinGroupDocument, variables: group, after: stay }),
  requestToJoin: form({
    document: gql.RequestToJoinDocument,
    variables: (f) => ({ ...group(f), message: text(f, 'message'), wantedPath: maybe(f, 'wantedPath') }),
    after: (data, url) => (data.requestToJoin.can.read ? (data.requestToJoin.wantedPath ?? data.requestToJoin.path) : stay(data, url)),
  }),
  leaveGroup: form({ document: gql.LeaveGroupDocument, variables: group, after: () => '/groups?done=left' }),
  answerGroupInvitation: form({
    document: gql.AnswerGroupInvitationDocument,
    variables: (f) => ({ id: text(f, 'invitation'), accept: text(f, 'accept') === 'yes' }),
    after: (data, url) => data.answerGroupInvitation?.path ?? stay(data, url),
  }),
  acceptGroupLink: form({
    document: gql.AcceptGroupLinkDocument,
    variables: (f) => ({ token: text(f, 'token') }),
    after: (data) => data.acceptGroupLink.path,
  }),
  admitToGroup: form({ document: gql.AdmitToGroupDocument, variables: member, after: stay }),
  declineGroupRequest: form({ document: gql.DeclineGroupRequestDocument, variables: put, after: stay }),
  inviteToGroup: form({
    document: gql.InviteToGroupDocument,
    variables: (f) => ({ ...group(f), handle: text(f, 'handle') }),
    after: (data) => `${data.inviteToGroup.path}/members?show=invited`,
  }),
  removeFromGroup: form({ document: gql.RemoveFromGroupDocument, variables: put, after: stay }),
  banFromGroup: form({ document: gql.BanFromGroupDocument, variables: put, after: stay }),
  unbanFromGroup: form({ document: gql.UnbanFromGroupDocument, variables: member, after: stay }),
  setGroupRole: form({
    document: gql.SetGroupRoleDocument,
    variables: (f) => ({ ...member(f), role: oneOf(f, 'role', GROUP_ROLES) }),
    after: stay,
  }),
  // Stays: the address of a link is told once.
  createGroupLink: form({
    document: gql.CreateGroupLinkDocument,
    variables: (f) => ({ ...group(f), uses: number(f, 'uses'), days: number(f, 'days') }),
  }),
  revokeGroupLink: form({ document: gql.RevokeGroupLinkDocument, variables: (f) => ({ ...group(f), id: text(f, 'link') }), after: stay }),
  stepIn: form({
    document: gql.StepInDocument,
    variables: (f) => ({
      group: text(f, 'group')
        .trim()
        .replace(/^.*\/g\//, ''),
      reason: text(f, 'reason'),
    }),
    after: (data) => data.stepIn.path,
  }),
  stepOut: form({ document: gql.StepOutDocument, variables: group, after: () => '/groups' }),
} satisfies Record<string, AnyForm>;
