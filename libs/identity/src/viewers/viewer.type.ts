import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Locale } from '@veche/platform';
import { foundsGroups, isStaff, moderates, type Role, ROLES } from '@veche/visibility';
import { Consent } from '../consents/consent.type.js';
import { Person } from '../people/person.type.js';
import type { PortalViewer, Theme } from './portal-viewer.js';

export const RoleEnum = Object.fromEntries(ROLES.map((role) => [role, role])) as { readonly [R in Role]: R };
registerEnumType(RoleEnum, { name: 'Role' });

export const LocaleEnum: { readonly [L in Locale]: L } = { en: 'en', ru: 'ru' };
registerEnumType(LocaleEnum, { name: 'Locale' });

/** What the pages offer this viewer at all; each act is checked again on its row. */
@ObjectType()
export class ViewerCan {
  @Field()
  ask: boolean;

  @Field()
  askUpdate: boolean;

  @Field()
  askPrivately: boolean;

  @Field()
  createGroups: boolean;

  @Field()
  moderate: boolean;

  @Field()
  desk: boolean;

  @Field()
  reviewCrm: boolean;

  @Field()
  administer: boolean;
}

/** Whoever asks, as they see themselves. `unreadCount` is added by the notifications. */
@ObjectType('Viewer')
export class ViewerType {
  @Field(() => Person, { nullable: true, description: 'Null for a visitor.' })
  person: Person | null;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => [RoleEnum])
  roles: Role[];

  @Field(() => LocaleEnum, { nullable: true })
  locale: Locale | null;

  @Field(() => String, { nullable: true })
  theme: Theme | null;

  @Field(() => [Consent])
  consents: Consent[];

  @Field(() => ViewerCan)
  can: ViewerCan;
}

/** Needs no statement: the request's viewer came with these facts. */
export function viewerTypeOf(viewer: PortalViewer): ViewerType {
  const { account, roles } = viewer;
  const isMember = viewer.personId !== null;
  const can = {
    ask: isMember,
    askUpdate: roles.has('REPRESENTATIVE'),
    askPrivately: isMember,
    createGroups: foundsGroups(viewer),
    moderate: moderates(viewer),
    desk: isStaff(viewer),
    reviewCrm: roles.has('CRM_ADMIN') || roles.has('ADMIN'),
    administer: roles.has('ADMIN'),
  };
  return {
    person: account?.person ?? null,
    email: account?.email ?? null,
    // In the order in which roles are declared, whatever the database's.
    roles: ROLES.filter((role) => roles.has(role)),
    locale: account?.locale ?? null,
    theme: account?.theme ?? null,
    consents: account?.consents ?? [],
    can,
  };
}
