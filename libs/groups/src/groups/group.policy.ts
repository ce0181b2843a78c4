// Who may do what to a group. Services ask before they write, on the locked row; the page is served the answers as `group.can { … }`.
// Whoever is asked about knows of the group already: the gate (visibleGroup) is not repeated here.
import { type GroupType, type Viewer, foundsGroups, moderates } from '@veche/visibility';
import * as because from './group.objections.js';
import type { Objection } from './group.objections.js';
import type { GroupCan } from './group-can.type.js';
import type { GroupRole, Standing } from './group.words.js';

/** A group as a viewer stands to it. */
export interface GroupFacts {
  type: GroupType;
  standing: Standing;
}

const BELONGS: ReadonlySet<Standing> = new Set<Standing>(['OWNER', 'MODERATOR', 'MEMBER']);

/** Whoever keeps the group in order: those who lead it, and a moderator of the site who stepped in, in their sight. */
const leads = ({ standing }: GroupFacts): boolean => standing === 'OWNER' || standing === 'MODERATOR' || standing === 'STEPPED_IN';

export function belongs(standing: Standing): boolean {
  return BELONGS.has(standing);
}

/** Groups are the company's to make. */
export function objectionToCreate(viewer: Viewer): Objection | null {
  if (viewer.personId === null) return because.SIGN_IN;
  return foundsGroups(viewer) ? null : because.FOUNDERS_ONLY;
}

/** What is in it: everybody's of a PUBLIC one, else those who are in it. */
export function objectionToRead({ type, standing }: GroupFacts): Objection | null {
  return type === 'PUBLIC' || belongs(standing) || standing === 'STEPPED_IN' ? null : because.MEMBERS_ONLY;
}

/** A PUBLIC group is entered by a click. */
export function objectionToJoin(viewer: Viewer, { type, standing }: GroupFacts): Objection | null {
  if (viewer.personId === null) return because.SIGN_IN;
  if (belongs(standing)) return because.MEMBER_ALREADY;
  if (standing === 'BANNED') return because.BANNED;
  return type === 'PUBLIC' ? null : because.ASK_TO_JOIN;
}

/** A CLOSED one is asked; whoever was declined may ask again. */
export function objectionToRequest(viewer: Viewer, { type, standing }: GroupFacts): Objection | null {
  if (viewer.personId === null) return because.SIGN_IN;
  if (belongs(standing)) return because.MEMBER_ALREADY;
  if (standing === 'BANNED') return because.BANNED;
  if (standing === 'REQUESTED') return because.ASKED_ALREADY;
  return type === 'CLOSED' ? null : because.JUST_JOIN;
}

/** An invitation opens any group, but to nobody who was banned. */
export function objectionToAccept(viewer: Viewer, { standing }: GroupFacts): Objection | null {
  if (viewer.personId === null) return because.SIGN_IN;
  if (belongs(standing)) return because.MEMBER_ALREADY;
  return standing === 'BANNED' ? because.BANNED : null;
}

/** Also: taking a request back, or turning an invitation down. */
export function objectionToLeave({ standing }: GroupFacts): Objection | null {
  return belongs(standing) || standing === 'REQUESTED' || standing === 'INVITED' ? null : because.NOT_A_MEMBER;
}

export function objectionToPost({ standing }: GroupFacts): Objection | null {
  return belongs(standing) ? null : because.NOT_A_MEMBER;
}

/** Members know each other, and nobody else knows who they are. */
export function objectionToSeeMembers({ standing }: GroupFacts): Objection | null {
  return belongs(standing) || standing === 'STEPPED_IN' ? null : because.MEMBERS_ONLY;
}

/** Words and links into the group: its own people’s, not those of who looks in for an hour. */
export function objectionToEdit({ standing }: GroupFacts): Objection | null {
  return standing === 'OWNER' || standing === 'MODERATOR' ? null : because.LEADERS_ONLY;
}

export function objectionToInvite(facts: GroupFacts): Objection | null {
  return objectionToEdit(facts);
}

/** Requests: to admit, to decline. */
export function objectionToAdmit(facts: GroupFacts): Objection | null {
  return leads(facts) ? null : because.LEADERS_ONLY;
}

/** Moderators remove and ban members; who leads is removed by an owner, an owner by nobody before another owner takes the role away. */
export function objectionToRemove(facts: GroupFacts, target: GroupRole): Objection | null {
  if (!leads(facts)) return because.LEADERS_ONLY;
  if (target === 'OWNER') return because.OWNERS_STAY;
  return target === 'MODERATOR' && facts.standing === 'MODERATOR' ? because.OWNERS_ONLY : null;
}

/** Owners give roles; a moderator of the site may, when the owners are gone. */
export function objectionToSetRole({ standing }: GroupFacts): Objection | null {
  return standing === 'OWNER' || standing === 'STEPPED_IN' ? null : because.OWNERS_ONLY;
}

/** Who reads what was said here is its owners' word alone. */
export function objectionToChangeType({ standing }: GroupFacts): Objection | null {
  return standing === 'OWNER' ? null : because.OWNERS_ONLY;
}

/** What was done in the group by whoever leads it or stepped in; its owners and moderators look after each other. */
export function objectionToSeeAudit({ standing }: GroupFacts): Objection | null {
  return standing === 'OWNER' || standing === 'MODERATOR' ? null : because.LEADERS_ONLY;
}

/** Moderators and admins of the site look in for an hour, with a reason; who belongs need not, and what all read needs none. */
export function objectionToStepIn(viewer: Viewer, { standing, type }: GroupFacts): Objection | null {
  if (viewer.personId === null) return because.SIGN_IN;
  if (!moderates(viewer)) return because.SITE_MODERATORS_ONLY;
  if (belongs(standing)) return because.MEMBER_ALREADY;
  return type === 'PUBLIC' && standing === 'STEPPED_IN' ? because.STEPPED_IN_ALREADY : null;
}

/** All answers at once, as the page gets them. */
export function groupCan(viewer: Viewer, facts: GroupFacts): GroupCan {
  return {
    read: objectionToRead(facts) === null,
    join: objectionToJoin(viewer, facts) === null,
    request: objectionToRequest(viewer, facts) === null,
    leave: objectionToLeave(facts) === null,
    post: objectionToPost(facts) === null,
    seeMembers: objectionToSeeMembers(facts) === null,
    edit: objectionToEdit(facts) === null,
    invite: objectionToInvite(facts) === null,
    admit: objectionToAdmit(facts) === null,
    setRole: objectionToSetRole(facts) === null,
    changeType: objectionToChangeType(facts) === null,
    seeAudit: objectionToSeeAudit(facts) === null,
    stepIn: objectionToStepIn(viewer, facts) === null,
  };
}
