import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, type Config, DAY, Database, hashToken, type Locale, notFound, Reader, type Sql, sql } from '@veche/platform';
import { type Channel, type Role, type ViewerGroup, viewerOf } from '@veche/visibility';
import { consentsOf } from '../consents/purposes.js';
import { personJson } from '../people/person.sql.js';
import type { Person } from '../people/person.type.js';
import { isSessionToken, SessionService } from '../sessions/session.service.js';
import { type PortalViewer, type RequestFacts, type Theme, visitorOf } from './portal-viewer.js';

interface ViewerRow {
  person: Person;
  accountId: string | null;
  email: string | null;
  locale: Locale | null;
  theme: Theme | null;
  roles: Role[];
  privateAudienceId: number | null;
  groups: ViewerGroup[];
  approvedPosts: number | null;
  isSilenced: boolean;
  given: { purpose: string; version: string; grantedAt: string }[];
  sessionId?: string;
  lastSeenAt?: Date;
  /** Asked for where roles need it. */
  hasSecondFactor?: boolean;
}

/**
 * Says who asks. Nothing is kept between requests, so a role that is taken away, a suspension and a revoked session
 * take effect with the next statement.
 */
@Injectable()
export class ViewerService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'LOGIN_SECOND_FACTOR'>,
  ) {}

  /**
   * The viewer of a session, in one statement; a visitor when the token is missing, unknown, expired or its person is not active.
   * No statement without a token.
   */
  async ofSession(token: string | null | undefined, facts: RequestFacts): Promise<PortalViewer> {
    if (!isSessionToken(token)) return visitorOf(facts);
    const row = await this.database.main.row<ViewerRow>(
      sql`select ${this.facts()}, s.id as "sessionId", s.last_seen_at as "lastSeenAt"
          from session s join account a on a.id = s.account_id join person p on p.id = a.person_id
          where s.token_hash = ${hashToken(token)} and s.expires_at > ${this.clock.now()} and p.state = 'active'`,
    );
    if (row?.sessionId === undefined) return visitorOf(facts);
    this.sessions.touch(row.sessionId, row.lastSeenAt!, facts.address);
    return toViewer(row, facts);
  }

  /**
   * A fresh viewer of a person who is not asking right now: a recipient, an author.
   * @throws Refusal NOT_FOUND when there is no such active person
   */
  async ofPerson(personId: string, channel: Channel = 'system'): Promise<PortalViewer> {
    const [viewer] = await this.ofPersons([personId], channel);
    if (viewer === undefined) throw notFound();
    return viewer;
  }

  /**
   * Fresh viewers in one statement, in no order; persons who are not active are left out.
   * @param reader a transaction's own, for whoever asks inside of one: a second connection for its sake may never become free
   */
  async ofPersons(personIds: readonly string[], channel: Channel = 'system', reader: Reader = this.database.main): Promise<PortalViewer[]> {
    if (personIds.length === 0) return [];
    const found = await reader.rows<ViewerRow>(
      sql`select ${this.facts()} from person p left join account a on a.person_id = p.id
          where p.id = any(${personIds}::uuid[]) and p.state = 'active'`,
    );
    return found.map((row) => toViewer(row, { locale: 'en', address: '', channel }));
  }

  private facts(): Sql {
    const facts = factsAt(this.clock.now());
    return this.config.LOGIN_SECOND_FACTOR === 'admins' ? sql`${facts}, ${SECOND_FACTOR}` : facts;
  }
}

/** Somebody is new until so many posts were let through by a moderator, and for so long at most. */
const KNOWN_AFTER = 3;
const NEW_FOR = 30 * DAY;

/** All that a Viewer is made of, memberships and step-ins of this moment included: one statement, however many groups. */
const factsAt = (now: Date): Sql => sql`a.id as "accountId", a.email, a.locale, a.theme, ${personJson('p')} as person,
  (select coalesce(array_agg(g.role), '{}') from role_grant g where g.person_id = p.id) as roles,
  case when p.approved_posts < ${KNOWN_AFTER} and p.joined_at > ${new Date(now.getTime() - NEW_FOR)} then p.approved_posts end as "approvedPosts",
  coalesce(p.silenced_until > ${now}, false) as "isSilenced",
  (select u.id from audience u where u.kind = 'private' and u.person_id = p.id) as "privateAudienceId",
  (select coalesce(jsonb_agg(jsonb_build_object('id', m.group_id, 'audienceId', m.audience_id, 'role', m.role)), '[]') from (
     select group_id, audience_id, role from group_membership where person_id = p.id and state = 'member'
     union all select group_id, audience_id, 'STEP_IN' from group_step_in where person_id = p.id and ends_at > ${now}) m) as groups,
  (select coalesce(jsonb_agg(jsonb_build_object('purpose', c.purpose, 'version', c.version, 'grantedAt', c.granted_at)), '[]')
   from consent c where c.person_id = p.id and c.withdrawn_at is null) as given`;

const SECOND_FACTOR: Sql = sql`exists (select from second_factor f where f.account_id = a.id and f.confirmed_at is not null) as "hasSecondFactor"`;

/** Roles that sleep until their bearer has a second factor, where the setting asks for one. */
const SLEEPING: ReadonlySet<Role> = new Set<Role>(['ADMIN', 'CRM_ADMIN']);

function toViewer(row: ViewerRow, facts: RequestFacts): PortalViewer {
  const {
    person,
    accountId,
    email,
    locale,
    theme,
    roles,
    privateAudienceId,
    groups,
    given,
    sessionId = null,
    approvedPosts,
    isSilenced,
  } = row;
  const viewer = viewerOf({
    personId: person.id,
    accountId,
    sessionId,
    name: person.name,
    roles: row.hasSecondFactor === false ? roles.filter((role) => !SLEEPING.has(role)) : roles,
    privateAudienceId,
    groups,
    // People of the company are known.
    ...(approvedPosts !== null && roles.length === 0 && { approvedPosts }),
    ...(isSilenced && { isSilenced }),
    locale: facts.isLocaleChosen ? facts.locale : (locale ?? facts.locale),
    channel: facts.channel ?? 'web',
    visitorHash: facts.visitorHash ?? null,
  });
  return { ...viewer, account: { person, email, locale, theme, consents: consentsOf(given) } };
}
