import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Database, MINUTE } from '@veche/platform';
import { LRUCache } from 'lru-cache';
import type { PageResponse } from '../page-contract.js';
import { KeptPage } from './kept-page.js';
import { PageVersions } from './page-versions.js';
import type { PageWish } from './page-wish.js';

/** An older page is made anew: its words for moments ("5 minutes ago") have aged. */
const LONGEST_AGE = 5 * MINUTE;
/** Rounds for those who meet changes while their page is rendered; afterwards they get one of their own. */
const ROUNDS = 3;

interface Entry {
  version: string;
  page: KeptPage;
}

/** What came of rendering: a page to keep, or an answer for this request alone (not found, a redirect, a failure). */
export type Rendered = { page: KeptPage } | { answer: PageResponse };

type Render = () => Promise<{ answer: PageResponse; mayStay: boolean }>;

/** Pages as every visitor sees them, each with the version of what it shows. One per process; what it holds, it may lose. */
@Injectable()
export class PageCache {
  /** How often a page was kept, had to be made, or was none that is kept; for those who watch the process. */
  readonly counts = { hits: 0, misses: 0, bypasses: 0 };
  readonly isOn: boolean;
  private readonly entries: LRUCache<string, Entry>;
  private readonly versions: PageVersions;
  private readonly flights = new Map<string, Promise<{ version: string; made: Rendered }>>();

  constructor(@Inject(CONFIG) config: Pick<Config, 'PAGE_CACHE_MB'>, database: Database) {
    this.isOn = config.PAGE_CACHE_MB > 0;
    this.entries = new LRUCache({
      maxSize: Math.max(1, config.PAGE_CACHE_MB * 1024 * 1024),
      sizeCalculation: ({ page }, key) => page.bytes + key.length * 2,
    });
    this.versions = new PageVersions(database);
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.entries.calculatedSize;
  }

  /** The page when it is kept and still true; undefined at once when it is not kept. Rejects when the database does not answer. */
  kept(wish: PageWish): Promise<KeptPage | undefined> | undefined {
    const entry = this.entries.get(wish.key);
    if (entry === undefined || isOld(entry.page)) return undefined;
    return this.versions.of(wish.address).then((version) => {
      if (version === undefined) this.entries.delete(wish.key);
      if (version !== entry.version) return undefined;
      this.counts.hits += 1;
      return entry.page;
    });
  }

  /**
   * The page, rendered once however many ask for it at once. Who asked after a change never gets what was begun before it.
   * @returns undefined when there is nothing of it to keep: then it is made on the ordinary way
   */
  async page(wish: PageWish, render: Render): Promise<Rendered | undefined> {
    this.counts.misses += 1;
    for (let round = 0; round < ROUNDS; round += 1) {
      const version = await this.versions.of(wish.address);
      if (version === undefined) return undefined;
      const entry = this.entries.get(wish.key);
      if (entry?.version === version && !isOld(entry.page)) return { page: entry.page };
      let flight = this.flights.get(wish.key);
      if (flight === undefined) {
        flight = this.render(wish.key, version, render);
        this.flights.set(wish.key, flight);
      }
      const landed = await flight;
      if (landed.version === version) return landed.made;
    }
    return undefined;
  }

  /** Keeps it under the version that was read before: what changes meanwhile makes it untrue, never true by mistake. */
  private async render(key: string, version: string, render: Render): Promise<{ version: string; made: Rendered }> {
    try {
      const at = Date.now();
      const { answer, mayStay } = await render();
      if (!mayStay || answer.html === undefined) return { version, made: { answer } };
      const fresh = new KeptPage(answer.html, at);
      const known = this.entries.peek(key)?.page;
      // The same content goes on as it was: when it was looked at again would tell that something unseen has happened.
      const page = known !== undefined && known.etag === fresh.etag && !isOld(known) ? known : fresh;
      this.entries.set(key, { version, page });
      return { version, made: { page } };
    } finally {
      this.flights.delete(key);
    }
  }
}

function isOld(page: KeptPage): boolean {
  return Date.now() - page.renderedAt > LONGEST_AGE;
}
