import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  type BrakeRule,
  Brakes,
  CONFIG,
  Clock,
  type Config,
  Database,
  Refusal,
  logger,
  networkOf,
  newId,
  rows,
  sql,
  type Tx,
} from '@veche/platform';
import { InteractionLog, ownAct } from '@veche/interactions';
import type { Viewer } from '@veche/visibility';
import { recordedAs } from '../consents/purposes.js';

/** What a page request tells of where its visitor came from. */
export interface Visit {
  /** The `Referer` header; only its host is kept. */
  referrer: string | undefined;
  /** Without the query. */
  landingPath: string;
  /** Only campaign tags are kept of it. */
  query: URLSearchParams;
}

const CAMPAIGN_TAGS = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];
/** Visits waiting to be written; in a flood the rest is not counted. */
const WAITING = 1_000;
/** Visitors of today that this process has seen, so that their later pages cost no statement. */
const REMEMBERED = 50_000;
/** Visitors of one network that are counted; a script that changes its name with each request is not worth more rows. */
export const VISITS: BrakeRule = { name: 'visit', points: 60, seconds: 60 * 60 };

/** Writes down where visitors came from first: once per visitor and day, once per person who agreed. Never in a page's way. */
@Injectable()
export class VisitService implements OnModuleDestroy {
  private readonly seen = new Set<string>();
  private queue: Promise<void> = Promise.resolve();
  private waiting = 0;
  private readonly ownHost: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
    private readonly brakes: Brakes,
    @Inject(CONFIG) config: Pick<Config, 'PUBLIC_URL'>,
  ) {
    this.ownHost = config.PUBLIC_URL === undefined ? undefined : new URL(config.PUBLIC_URL).host;
  }

  /**
   * Settles once the visit is written, known already or one too many of its network; one at a time, never rejects. Pages do not wait
   * for it.
   */
  record(viewer: Viewer, address: string, visit: Visit): Promise<void> {
    const visitor = recordedAs(viewer);
    const key = visitor.personId ?? visitor.visitorHash?.toString('base64');
    if (key === undefined || this.seen.has(key) || this.waiting >= WAITING) return Promise.resolve();
    if (this.seen.size >= REMEMBERED) this.seen.clear();
    this.seen.add(key);
    this.waiting += 1;
    this.queue = this.queue
      .then(() => this.brakes.spend(VISITS, networkOf(address)))
      .then(() => this.write(visitor, visit))
      .catch((error: unknown) => {
        // One too many is remembered as seen: it is not counted, and its later pages cost nothing.
        if (error instanceof Refusal) return;
        this.seen.delete(key);
        logger.warn({ error: String(error) }, 'a visit was not recorded');
      })
      .finally(() => (this.waiting -= 1));
    return this.queue;
  }

  /** Ties today's first source to a person who has just agreed to it; the hash goes, so that nothing else can be tied by it. */
  async attach(tx: Tx, personId: string, visitorHash: Buffer): Promise<void> {
    await rows(
      tx,
      sql`update first_source set person_id = ${personId}, visitor_hash = null
          where visitor_hash = ${visitorHash} and not exists (select from first_source where person_id = ${personId})`,
    );
  }

  /** Forgets whose the first source was, after a withdrawal. */
  async detach(tx: Tx, personId: string): Promise<void> {
    await rows(tx, sql`update first_source set person_id = null where person_id = ${personId}`);
  }

  async onModuleDestroy(): Promise<void> {
    await this.queue;
  }

  private write(visitor: Viewer, { referrer, landingPath, query }: Visit): Promise<void> {
    const [id, { personId, visitorHash }] = [newId(), visitor];
    return this.database.transaction(async (tx) => {
      const added = await rows(
        tx,
        sql`insert into first_source (id, at, visitor_hash, person_id, referrer_host, landing_path, campaign)
            select ${id}, ${this.clock.now()}, ${personId === null ? visitorHash : null}::bytea, ${personId}::uuid, ${this.hostOf(referrer)},
              ${plain(landingPath, 300)}, ${JSON.stringify(campaignOf(query))}::jsonb
            where not exists (select from first_source where person_id = ${personId}::uuid)
            on conflict do nothing returning id`,
      );
      if (added.length > 0) await this.log.append(tx, ownAct(visitor, 'visit.started', { sourceId: id }));
    });
  }

  private hostOf(referrer: string | undefined): string | null {
    if (referrer === undefined || !URL.canParse(referrer)) return null;
    const { host, protocol } = new URL(referrer);
    return /^https?:$/.test(protocol) && host !== this.ownHost ? plain(host, 253) : null;
  }
}

function campaignOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    CAMPAIGN_TAGS.flatMap((tag) => {
      const value = plain(query.get(tag) ?? '', 100);
      return value === '' ? [] : [[tag, value]];
    }),
  );
}

/** Without the characters that nobody types and PostgreSQL does not take. */
function plain(text: string, length: number): string {
  return text.replace(/\p{C}/gu, '').slice(0, length);
}
