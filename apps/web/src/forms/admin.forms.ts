import * as gql from '../gql/generated/graphql.ts';
import { form, maybe, oneOf, stay, text, type AnyForm, type Fields } from './form.ts';

/** Roles in the order in which they are offered. */
export const ROLES = ['REPRESENTATIVE', 'OPERATOR', 'MODERATOR', 'CRM_ADMIN', 'ADMIN'] as const satisfies readonly gql.Role[];

const role = (f: Fields) => ({ person: text(f, 'person'), role: oneOf(f, 'role', ROLES) });

/** The site, products, roles and tags. `reload` where the frame around every page shows what was changed. */
export const adminForms = {
  saveSite: form({
    document: gql.SaveSiteDocument,
    variables: (f) => ({ name: text(f, 'name'), accent: text(f, 'accent').trim() }),
    // What was asked for goes along, so that a corrected colour can be told.
    after: (_, _url, f) => `/admin/site?done=yes&asked=${encodeURIComponent(text(f, 'accent').trim())}`,
    reload: true,
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
