import { Module, type OnModuleInit } from '@nestjs/common';
import { Brakes, Jobs } from '@veche/platform';
import { AccountResolver } from './accounts/account.resolver.js';
import { AccountService } from './accounts/account.service.js';
import { AccountStore } from './accounts/account.store.js';
import { AddressHolders } from './accounts/address-holders.js';
import { EmailClaims } from './accounts/email-claims.js';
import { EmailService } from './accounts/email.service.js';
import { PasswordResetService } from './accounts/password-reset.service.js';
import { RecoveryResolver } from './accounts/recovery.resolver.js';
import { EntryBrakes } from './accounts/entry-brakes.js';
import { ConsentService } from './consents/consent.service.js';
import { DataDeletionController } from './identities/data-deletion.controller.js';
import { DataDeletionService } from './identities/data-deletion.service.js';
import { IdentityResolver } from './identities/identity.resolver.js';
import { IdentityService } from './identities/identity.service.js';
import { LinkUndoService } from './identities/link-undo.service.js';
import { LinkingService } from './identities/linking.service.js';
import { PictureController } from './identities/picture.controller.js';
import { PictureService } from './identities/picture.service.js';
import { SecurityReader } from './identities/security.reader.js';
import { SecurityResolver } from './identities/security.resolver.js';
import { AccountLetterResolver } from './letters/account-letter.resolver.js';
import { AccountLetters } from './letters/account-letters.js';
import { AccountTokens } from './links/account-tokens.js';
import { PersonMatchResolver } from './matches/person-match.resolver.js';
import { PersonMatchService } from './matches/person-match.service.js';
import { AuthController } from './networks/auth.controller.js';
import { LoginAttemptService } from './networks/login-attempt.service.js';
import { LoginCookie } from './networks/login-cookie.js';
import { Providers } from './networks/providers.js';
import { ImportedPeople } from './people/imported-people.js';
import { FormProofs } from './newcomers/form-proof.js';
import { PeopleReader } from './people/people.reader.js';
import { PersonRepository } from './people/person.repository.js';
import { PersonResolver } from './people/person.resolver.js';
import { ProfileService } from './people/profile.service.js';
import { RoleResolver } from './roles/role.resolver.js';
import { RoleService } from './roles/role.service.js';
import { StaffReader } from './roles/staff.reader.js';
import { SecondFactorResolver } from './second-factor/second-factor.resolver.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { Entry } from './sessions/entry.js';
import { FreshProof } from './sessions/fresh-proof.js';
import { SessionCookie } from './sessions/session-cookie.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { SessionService } from './sessions/session.service.js';
import { StandingReader } from './sessions/standing.reader.js';
import { SignIn } from './sessions/sign-in.js';
import { SetupResolver } from './setup/setup.resolver.js';
import { SetupService } from './setup/setup.service.js';
import { PreferenceService } from './viewers/preference.service.js';
import { ViewerResolver } from './viewers/viewer.resolver.js';
import { ViewerService } from './viewers/viewer.service.js';
import { VisitorHash } from './visits/visitor-hash.js';
import { VisitService } from './visits/visit.service.js';

const shared = [
  AccountService,
  ConsentService,
  FormProofs,
  ImportedPeople,
  PeopleReader,
  RoleService,
  SessionCookie,
  SessionService,
  SetupService,
  ViewerService,
  VisitorHash,
  VisitService,
];
const own = [EntryBrakes, Entry, PersonRepository, PreferenceService, ProfileService, StaffReader];
const entrances = [
  AccountStore,
  AddressHolders,
  AccountLetters,
  AccountTokens,
  EmailClaims,
  EmailService,
  PasswordResetService,
  SecondFactorService,
  FreshProof,
  SignIn,
  StandingReader,
  Providers,
  LoginAttemptService,
  LoginCookie,
];
const identities = [
  IdentityService,
  LinkingService,
  LinkUndoService,
  PictureService,
  SecurityReader,
  DataDeletionService,
  PersonMatchService,
];
const resolvers = [
  AccountLetterResolver,
  AccountResolver,
  IdentityResolver,
  PersonMatchResolver,
  PersonResolver,
  RecoveryResolver,
  RoleResolver,
  SecondFactorResolver,
  SecurityResolver,
  SessionResolver,
  SetupResolver,
  ViewerResolver,
];
/** The particular ones first: their addresses would else name a provider. */
const controllers = [PictureController, DataDeletionController, AuthController];

/** Who people are, and how they prove it. */
@Module({ controllers, providers: [...shared, ...own, ...entrances, ...identities, ...resolvers], exports: shared })
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: SessionService,
    private readonly visitors: VisitorHash,
    private readonly brakes: Brakes,
    private readonly attempts: LoginAttemptService,
  ) {}

  onModuleInit(): void {
    // Soon after midnight, UTC as the worker's clock is: yesterday's visitors cannot be told any more.
    this.jobs.define('forget-visitors', () => this.visitors.forget(), '5 0 * * *');
    this.jobs.define('sweep-sessions', () => this.sessions.sweep(), '20 * * * *');
    this.jobs.define('sweep-login-attempts', () => this.attempts.sweep(), '*/15 * * * *');
    this.jobs.define('sweep-brakes', () => this.brakes.sweep(), '25 * * * *');
  }
}
