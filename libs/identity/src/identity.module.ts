import { Module, type OnModuleInit } from '@nestjs/common';
import { Brakes, Jobs } from '@veche/platform';
import { AccountResolver } from './accounts/account.resolver.js';
import { AccountService } from './accounts/account.service.js';
import { EntryBrakes } from './accounts/entry-brakes.js';
import { ConsentService } from './consents/consent.service.js';
import { ImportedPeople } from './people/imported-people.js';
import { PeopleReader } from './people/people.reader.js';
import { PersonRepository } from './people/person.repository.js';
import { PersonResolver } from './people/person.resolver.js';
import { ProfileService } from './people/profile.service.js';
import { RoleResolver } from './roles/role.resolver.js';
import { RoleService } from './roles/role.service.js';
import { StaffReader } from './roles/staff.reader.js';
import { Entry } from './sessions/entry.js';
import { SessionCookie } from './sessions/session-cookie.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { SessionService } from './sessions/session.service.js';
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
const resolvers = [AccountResolver, PersonResolver, RoleResolver, SessionResolver, SetupResolver, ViewerResolver];

/** Who people are, and how they prove it. */
@Module({ providers: [...shared, ...own, ...resolvers], exports: shared })
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: SessionService,
    private readonly visitors: VisitorHash,
    private readonly brakes: Brakes,
  ) {}

  onModuleInit(): void {
    // Soon after midnight, UTC as the worker's clock is: yesterday's visitors cannot be told any more.
    this.jobs.define('forget-visitors', () => this.visitors.forget(), '5 0 * * *');
    this.jobs.define('sweep-sessions', () => this.sessions.sweep(), '20 * * * *');
    this.jobs.define('sweep-brakes', () => this.brakes.sweep(), '25 * * * *');
  }
}
