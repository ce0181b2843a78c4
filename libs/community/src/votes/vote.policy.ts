import type { Viewer } from '@veche/visibility';
import { type Objection, SIGN_IN } from '../objection.js';
import { type ReplyFacts, objectionToUnpublished } from '../replies/reply.policy.js';

const OWN_REPLY: Objection = {
  code: 'FORBIDDEN',
  text: { en: 'You cannot vote for your own reply.', ru: 'Голосовать за собственный ответ нельзя.' },
};

/** One person's support of somebody else's reply. A closed topic still takes votes: closing ends the talk, not the need. */
export function objectionToReplyVote(viewer: Viewer, reply: ReplyFacts): Objection | null {
  if (viewer.personId === null) return SIGN_IN;
  if (reply.authorPersonId === viewer.personId) return OWN_REPLY;
  return objectionToUnpublished(reply);
}
