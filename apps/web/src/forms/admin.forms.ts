import * as gql from '../gql/generated/graphql.ts';
import { form, maybe, oneOf, stay, text, type AnyForm, type Fields } from './form.ts';

/** Roles in the order in which they are offered. */
export const ROLES = ['REPRESENTATIVE', 'OPERATOR', 'MODERATOR', 'CRM_ADMIN', 'ADMIN'] as const satisfies readonly gql.Role[];

/** Which posts of new people wait, from the freest on. */
export const FIRST_POSTS_RULES = ['NONE', 'FIRST_LINK', 'FIRST', 'FIRST_THREE'] as const satisfies readonly gql.FirstPostsRule[];

/** What is no whole number is none that the server takes, and it says so beside the field. */
const number = (f: Fields, name: string) => (/^\d{1,6}$/.test(text(f, name).trim()) ? Number(text(f, name)) : -1);
const role = (f: Fields) => ({ person: text(f, 'person'), role: oneOf(f, 'role', ROLES) });

/** The site, products, roles, links for passwords, matches of persons and tags. `reload` where the frame around every page shows what was changed. */
export const adminForms = {
  saveSite: form({
    document: gql.SaveSiteDocument,
    variables: (f) => ({ name: text(f, 'name'), accent: text(f, 'accent').trim() }),
    // What was asked for goes along, so that a corrected colour can be told.
    after: (_, _url, f) => `/admin/site?done=yes&asked=${encodeURIComponent(text(f, 'accent').trim())}`,
    reload: true,
  }),
  setFirstPostsRule: form({
    document: gql.SetFirstPostsRuleDocument,
    variables: (f) => ({ rule: oneOf(f, 'rule', FIRST_POSTS_RULES) }),
    after: () => '/admin/site?done=yes',
  }),
  setNewcomerLimits: form({
    document: gql.SetNewcomerLimitsDocument,
    variables: (f) => ({ limits: { links: number(f, 'links'), mentions: number(f, 'mentions'), pace: number(f, 'pace') } }),
    after: () => '/admin/site?done=yes',
  }),
  saveProduct: form({
    document: gql.SaveProductDocument,
    variables: (f) => ({
      input: {
        id: maybe(f, 'product'),
        name: text(f, 'name'),
        slug: maybe(f, 'slug'),
        description: text(f, 'description'),
        archived: text(f, 'archived') === 'yes',
      },
    }),
    after: () => '/admin/products?done=yes',
    reload: true,
  }),
  grantRole: form({ document: gql.GrantRoleDocument, variables: role, after: stay }),
  revokeRole: form({ document: gql.RevokeRoleDocument, variables: role, after: stay }),
  issuePasswordLink: form({ document: gql.IssuePasswordLinkDocument, variables: (f) => ({ person: text(f, 'person') }) }),
  decidePersonMatch: form({
    document: gql.DecidePersonMatchDocument,
    variables: (f) => ({ id: text(f, 'match'), decision: oneOf(f, 'decision', ['DIFFERENT', 'SAME'] as const) }),
    after: stay,
  }),
  saveTagSynonyms: form({
    document: gql.SaveTagSynonymsDocument,
    variables: (f) => ({
      tag: text(f, 'tag'),
      synonyms: text(f, 'synonyms')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    }),
    after: stay,
  }),
} satisfies Record<string, AnyForm>;
