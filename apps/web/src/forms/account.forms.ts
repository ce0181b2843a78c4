import * as gql from '../gql/generated/graphql.ts';
import { form, maybe, proofOf, stay, text, type AnyForm, type Fields } from './form.ts';

/** Back to where one wanted to go: a path of this portal, never an address of somebody else's. */
export function returnPath(url: URL): string {
  const back = url.searchParams.get('return') ?? '/';
  if (!URL.canParse(back, url.origin)) return '/';
  // Read as the browser will: tabs and line breaks vanish, "\\" is "/", and what names a host is another address.
  const to = new URL(back, url.origin);
  // "/.//host" becomes a path of two slashes, which would name a host once more.
  return to.origin === url.origin ? to.pathname.replace(/^\/+/, '/') + to.search + to.hash : '/';
}

const newcomer = (f: Fields) => ({ name: text(f, 'name'), email: text(f, 'email'), password: text(f, 'password') });
const LOCALES = ['en', 'ru'] as const;
const THEMES = ['light', 'dark', 'system'] as const;

/** Where to go once the first factor is proved: nobody is in yet when a code is owed. */
const enteredAt = (viewer: { person?: object | null }, path: string) =>
  viewer.person ? path : `/sign-in/code?return=${encodeURIComponent(path)}`;
const SECURITY = '/settings/security';

/** Sign in, sign up, sessions, profile, preferences. */
export const accountForms = {
  signIn: form({
    document: gql.SignInDocument,
    variables: (f) => ({ email: text(f, 'email'), password: text(f, 'password') }),
    after: (done, url) => enteredAt(done.signIn, returnPath(url)),
    reload: true,
  }),
  signUp: form({
    document: gql.SignUpDocument,
    variables: (f) => ({ ...newcomer(f), form: proofOf(f) }),
    after: (_, url) => returnPath(url),
    reload: true,
  }),
  signOut: form({ document: gql.SignOutDocument, variables: () => ({}), after: () => '/', reload: true }),
  claimSetup: form({
    document: gql.ClaimSetupDocument,
    variables: (f) => ({ token: text(f, 'token'), ...newcomer(f) }),
    after: () => '/admin',
    reload: true,
  }),
  changePassword: form({
    document: gql.ChangePasswordDocument,
    variables: (f) => ({ current: text(f, 'current'), next: text(f, 'next') }),
    after: () => '/settings/security?done=password',
  }),
  passCode: form({
    document: gql.PassCodeDocument,
    variables: (f) => ({ code: text(f, 'code') }),
    after: (_, url) => returnPath(url),
    reload: true,
  }),
  askPasswordReset: form({
    document: gql.AskPasswordResetDocument,
    variables: (f) => ({ email: text(f, 'email') }),
    after: () => '/forgot-password?sent=yes',
  }),
  resetPassword: form({
    document: gql.ResetPasswordDocument,
    variables: (f) => ({ token: text(f, 'token'), next: text(f, 'next') }),
    after: (done) => enteredAt(done.resetPassword, `${SECURITY}?done=password`),
    reload: true,
  }),
  askEmailProof: form({
    document: gql.AskEmailProofDocument,
    variables: (f) => ({ email: text(f, 'email') }),
    after: () => `${SECURITY}?done=letter`,
  }),
  confirmEmail: form({
    document: gql.ConfirmEmailDocument,
    variables: (f) => ({ token: text(f, 'token') }),
    after: () => `${SECURITY}?done=email`,
    reload: true,
  }),
  undoLink: form({
    document: gql.UndoLinkDocument,
    variables: (f) => ({ token: text(f, 'token') }),
    after: () => '/undo-link?undone=yes',
    reload: true,
  }),
  proveAgain: form({
    document: gql.ProveAgainDocument,
    variables: (f) => ({ current: text(f, 'current') }),
    after: () => `${SECURITY}?done=proved`,
  }),
  unlinkIdentity: form({
    document: gql.UnlinkIdentityDocument,
    variables: (f) => ({ id: text(f, 'identity') }),
    after: () => `${SECURITY}?done=unlinked`,
  }),
  beginSecondFactor: form({ document: gql.BeginSecondFactorDocument, variables: () => ({}) }),
  confirmSecondFactor: form({ document: gql.ConfirmSecondFactorDocument, variables: (f) => ({ code: text(f, 'code') }) }),
  removeSecondFactor: form({
    document: gql.RemoveSecondFactorDocument,
    variables: (f) => ({ code: text(f, 'code') }),
    after: () => `${SECURITY}?done=factorOff`,
  }),
  revokeSession: form({ document: gql.RevokeSessionDocument, variables: (f) => ({ id: text(f, 'session') }), after: stay }),
  revokeOtherSessions: form({ document: gql.RevokeOtherSessionsDocument, variables: () => ({}), after: stay }),
  editProfile: form({
    document: gql.EditProfileDocument,
    variables: (f) => ({
      name: text(f, 'name'),
      handle: maybe(f, 'handle'),
      bio: text(f, 'bio'),
      title: f['title'] === undefined ? null : text(f, 'title'),
    }),
    after: () => '/settings?done=profile',
    reload: true,
  }),
  setPreferences: form({
    document: gql.SetPreferencesDocument,
    variables: (f) => ({
      locale: LOCALES.find((l) => l === text(f, 'locale')) ?? null,
      theme: THEMES.find((one) => one === text(f, 'theme')) ?? null,
    }),
    // The cookies of this browser follow the choice.
    after: (_, _url, f) => `/settings/preferences?done=preferences&lang=${text(f, 'locale')}&theme=${text(f, 'theme')}`,
    reload: true,
  }),
  setMailNotifications: form({
    document: gql.SetMailNotificationsDocument,
    variables: (f) => ({ on: text(f, 'on') === 'yes' }),
    after: stay,
  }),
  giveConsent: form({
    document: gql.GiveConsentDocument,
    variables: (f) => ({ purpose: text(f, 'purpose'), granted: text(f, 'granted') === 'yes' }),
    after: stay,
  }),
} satisfies Record<string, AnyForm>;
