import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config, Database, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { Providers } from '../networks/providers.js';
import { FRESH } from '../sessions/fresh-proof.js';
import type { Security } from './security.type.js';

type SecurityRow = Omit<Security, 'needsSecondFactor'> & { isAdmin: boolean };

/** What the page of security shows, in one statement. */
@Injectable()
export class SecurityReader {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async of(viewer: Viewer): Promise<Security> {
    const since = new Date(this.clock.now().getTime() - FRESH);
    const row = await this.database.main.row<SecurityRow>(
      sql`select a.email, a.email_verified_at is not null as "isEmailVerified", a.email_verified_at as "emailVerifiedAt",
            a.password_hash is not null as "hasPassword", f.confirmed_at as "secondFactorSince",
            exists (select from session s where s.id = ${viewer.sessionId} and s.proved_at > ${since}) as "isProved",
            exists (select from role_grant g where g.person_id = a.person_id and g.role in ('ADMIN', 'CRM_ADMIN')) as "isAdmin",
            (select count(*)::int from recovery_code c where c.account_id = a.id and c.used_at is null) as "recoveryCodesLeft",
            (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'provider', i.provider, 'name', i.name, 'email', i.email,
                'isEmailVerified', i.is_email_verified, 'picture', '/auth/pictures/' || case when i.picture_id is not null then i.id end,
                'linkedAt', i.linked_at, 'lastUsedAt', i.last_used_at) order by i.linked_at, i.id), '[]')
             from identity i where i.person_id = a.person_id) as identities
          from account a left join second_factor f on f.account_id = a.id and f.confirmed_at is not null
          where a.id = ${viewer.accountId}`,
    );
    if (row === undefined) throw unauthenticated();
    const { isAdmin, identities, ...facts } = row;
    return {
      ...facts,
      identities: identities.map((one) => ({ ...one, providerName: this.providers.named(one.provider)?.name ?? one.provider })),
      needsSecondFactor: this.config.LOGIN_SECOND_FACTOR === 'admins' && isAdmin && facts.secondFactorSince === null,
    };
  }
}
