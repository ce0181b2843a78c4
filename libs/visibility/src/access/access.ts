import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import { type Refusal, type Message, forbidden, unauthenticated } from '@veche/platform';
import { type Role, type Viewer, isStaff } from '../viewer.js';

/** Who may call an entry point at all. What may be done to a row is the policies' business. */
export type Access = 'everyone' | 'member' | 'staff' | readonly Role[];

export const ACCESS = 'veche:access';

/**
 * Declares who may call a query, mutation, route or socket message. The process refuses to start when one declares nothing.
 * Admins may call whatever any role may.
 */
export function Allow(access: Access): CustomDecorator {
  return SetMetadata(ACCESS, access);
}

const staffOnly: Message = { en: 'This is for people of the company.', ru: 'Это для сотрудников компании.' };

/** Undefined when the viewer may call; else the refusal that says what would help. */
export function refusalOf(access: Access, viewer: Viewer): Refusal | undefined {
  if (access === 'everyone') return undefined;
  if (viewer.personId === null) return unauthenticated();
  if (access === 'member') return undefined;
  if (access === 'staff') return isStaff(viewer) ? undefined : forbidden(staffOnly);
  return viewer.roles.has('ADMIN') || access.some((role) => viewer.roles.has(role)) ? undefined : forbidden();
}
