import { createHash, randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type BrakeRule, Brakes, Clock, DAY, Database, Jobs, invalid, networkOf, rows, sql } from '@veche/platform';
import { AudienceKinds, TopicKind } from '../topics/topic.words.js';
import type { Draft } from './draft.type.js';

/** Characters of all fields together: a text of the greatest length, its title and labels. */
const LONGEST = 40_000;
const LIFETIME = 7 * DAY;
/** Drafts kept for visitors of one network; who asks thirty times an hour has signed in by then. */
export const DRAFTS: BrakeRule = { name: 'draft', points: 30, seconds: 60 * 60 };

/** Fields of a form as they came. */
export type DraftFields = Readonly<Record<string, unknown>>;

/** Keeps what a visitor typed on the ask page while they sign in. Known by a random token in a cookie; only its hash is stored. */
@Injectable()
export class DraftService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly brakes: Brakes,
  ) {}

  onModuleInit(): void {
    this.jobs.define('drafts', () => this.clear(), '20 * * * *');
  }

  /**
   * Keeps the fields of an ask form, in the place of what this token kept before.
   * @param token the visitor's cookie, null when there is none; an unknown one is not taken over
   * @param address of the visitor, by whose network drafts are braked
   * @returns the token to put into the cookie
   * @throws Refusal INVALID when there is more than 40,000 characters, LIMITED
   */
  async keep(token: string | null, fields: DraftFields, address: string): Promise<string> {
    const draft = draftOf(fields);
    const text = JSON.stringify(draft);
    if (text.length > LONGEST) {
      throw invalid('body', {
        en: `A draft can have at most ${LONGEST} characters; shorten the text.`,
        ru: `В черновике может быть не больше ${LONGEST} знаков: сократите текст.`,
      });
    }
    await this.brakes.spend(DRAFTS, networkOf(address));
    const now = this.clock.now();
    const until = new Date(now.getTime() + LIFETIME);
    if (token !== null) {
      const [kept] = await this.database.main.rows(
        sql`update draft set fields = ${text}::jsonb, expires_at = ${until} where cookie_hash = ${hashOf(token)} and expires_at > ${now} returning 1`,
      );
      if (kept !== undefined) return token;
    }
    const made = randomBytes(24).toString('base64url');
    await this.database.main.rows(
      sql`insert into draft (cookie_hash, fields, created_at, expires_at) values (${hashOf(made)}, ${text}::jsonb, ${now}, ${until})`,
    );
    return made;
  }

  /** What this token keeps; null when it is unknown or too old. */
  async read(token: string | null): Promise<Draft | null> {
    if (token === null || token === '') return null;
    const kept = await this.database.main.row<{ fields: Draft }>(
      sql`select fields from draft where cookie_hash = ${hashOf(token)} and expires_at > ${this.clock.now()}`,
    );
    return kept?.fields ?? null;
  }

  /** Forgets it, once it was asked. */
  async drop(token: string | null): Promise<void> {
    if (token !== null) await this.database.main.rows(sql`delete from draft where cookie_hash = ${hashOf(token)}`);
  }

  /** Removes what is too old. Public for its job and its spec. */
  async clear(): Promise<void> {
    await this.database.transaction((tx) => rows(tx, sql`delete from draft where expires_at <= ${this.clock.now()}`));
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The fields that the ask form has, and no others; a repeated field is taken once. */
function draftOf(fields: DraftFields): Draft {
  const kind = textOf(fields['kind']);
  const audience = textOf(fields['audience']);
  return {
    kind: isKeyOf(TopicKind, kind) ? kind : null,
    title: textOf(fields['title']),
    body: textOf(fields['body']),
    product: textOf(fields['product'] ?? fields['products']) || null,
    tags: listOf(fields['tags']),
    audience: isKeyOf(AudienceKinds, audience) ? audience : null,
    group: textOf(fields['group']) || null,
  };
}

// A zero byte and half a character, which nobody types, cannot be stored as jsonb.
function textOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\uFFFD') : '';
}

function listOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : textOf(value);
}

function isKeyOf<K extends string>(names: Readonly<Record<K, string>>, text: string): text is K {
  return Object.hasOwn(names, text);
}
