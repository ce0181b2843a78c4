import { type Database, sql } from '@veche/platform';
import type { KeptAddress } from './kept-address.js';

/** Under load one statement in this time asks for all pages that were asked for meanwhile, in milliseconds. */
const GATHERING = 2;
/** Pages that depend on much (lists) are asked about this often at most, in milliseconds; pages of topics each time. */
const TRUSTED = 1_000;
/** A database that does not answer is not waited for: the page is made on the ordinary way, which has its own patience. */
const PATIENCE = 1_000;

interface TopicRow {
  key: string;
  slug: string;
  version: string;
}

/**
 * Which version of a page is the present one. Read as `portal_public`, so that the answer is the check of visibility as well: no
 * version, no page (decision 20).
 */
export class PageVersions {
  private asking: Promise<unknown> | undefined;
  private askedAt = 0;
  private next: { keys: Set<string>; answer: Promise<Map<string, TopicRow>> } | undefined;
  private site: { at: number; answer: Promise<SiteRow> } | undefined;

  constructor(
    private readonly database: Pick<Database, 'anonymous' | 'anonymousEpoch'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Undefined when there is no such page for visitors, or it has another address. */
  of({ subject }: KeptAddress): Promise<string | undefined> {
    if (subject === 'lists') return this.ofSite().then(({ lists }) => lists);
    if (subject === 'faq') return this.ofSite().then(({ lists, faq }) => `${lists}.${faq}`);
    return this.ofTopic(subject.topicKey).then((topics) => {
      const topic = topics.get(subject.topicKey);
      return topic?.slug === subject.slug ? topic.version : undefined;
    });
  }

  /**
   * Alone at once; a crowd shares one statement at a time. Each answer is younger than its question: who comes while a statement is
   * under way waits for the next.
   */
  private ofTopic(key: string): Promise<Map<string, TopicRow>> {
    if (this.next === undefined) {
      const keys = new Set<string>();
      this.next = { keys, answer: this.rested().then(() => this.readTopics([...keys])) };
    }
    this.next.keys.add(key);
    return this.next.answer;
  }

  /** When the next statement may go. */
  private async rested(): Promise<void> {
    await this.asking;
    const rest = GATHERING - (performance.now() - this.askedAt);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }

  private async readTopics(keys: string[]): Promise<Map<string, TopicRow>> {
    this.next = undefined;
    this.askedAt = performance.now();
    const { anonymousEpoch } = this.database;
    const rows = inTime(
      this.database.anonymous.rows<TopicRow>(
        sql`select t.key, t.slug, s.version || '.' || t.version as version from topic t cross join site s
            where t.key = any(${keys}::text[]) and t.audience_id = 1 and t.state = 'published'`,
      ),
    );
    this.asking = rows.catch(() => undefined);
    return new Map((await rows).map((row) => [row.key, { ...row, version: readFrom(anonymousEpoch, row.version) }]));
  }

  private ofSite(): Promise<SiteRow> {
    const now = this.now();
    if (this.site === undefined || now - this.site.at >= TRUSTED) {
      const { anonymousEpoch } = this.database;
      const answer = inTime(
        this.database.anonymous.row<SiteRow>(sql`select site || '.' || log as lists, faq::text as faq from public_page_version`),
      ).then((row) => ({ ...row!, lists: readFrom(anonymousEpoch, row!.lists) }));
      const asked = { at: now, answer };
      this.site = asked;
      answer.catch(() => {
        if (this.site === asked) this.site = undefined;
      });
    }
    return this.site.answer;
  }
}

/** Another place may be behind the one that this was read from: its pages are kept under versions of their own. */
function readFrom(epoch: number, version: string): string {
  return epoch === 0 ? version : `${epoch}@${version}`;
}

interface SiteRow {
  lists: string;
  faq: string;
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not say in time which version is present')), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
