import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, DAY, Database, type Tx, invalid, isId, notFound, rows, sql, textBetween } from '@veche/platform';
import { type Role, type Viewer, moderates } from '@veche/visibility';
import {
  DECIDED_ALREADY,
  NOT_ONES_OWN_ACT,
  UNDONE_ALREADY,
  insist,
  ledGroupIds,
  objectionToJudge,
  objectionToSanction,
} from '../moderation.policy.js';
import type { ModerationReason, SanctionKind } from '../moderation.words.js';
import { ActRepository, type NewAct } from './act.repository.js';
import type { SanctionInput } from './act.type.js';
import { type CasePost, PostsRepository, type Turn } from './posts.repository.js';

const MOST = 500;
const SITE_WIDE: ReadonlySet<string> = new Set(['WARN', 'SILENCE', 'SUSPEND', 'BAN']);

/** Why, as the person is told. */
export interface Why {
  reason: ModerationReason;
  words?: string | null;
}

/** What moderators do: one transaction each, with an entry in the audit log for each person, and a way back. */
@Injectable()
export class ActService {
  constructor(
    private readonly database: Database,
    private readonly posts: PostsRepository,
    private readonly acts: ActRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Lets posts through: they appear now, and what follows the log learns of them now. @returns ids of the acts, one for each author */
  approve(viewer: Viewer, caseIds: readonly string[]): Promise<string[]> {
    return this.decide(viewer, caseIds, { kind: 'APPROVE', reason: null, words: '' });
  }

  /** Takes posts away; their authors see why. @returns ids of the acts, one for each author */
  remove(viewer: Viewer, caseIds: readonly string[], why: Why): Promise<string[]> {
    return this.decide(viewer, caseIds, { kind: 'REMOVE', reason: why.reason, words: said(why.words) });
  }

  private async decide(viewer: Viewer, caseIds: readonly string[], act: Omit<NewAct, 'personId'>): Promise<string[]> {
    insist(objectionToJudge(viewer));
    const chosen = several('cases', caseIds, MOST);
    return this.database.transaction(async (tx) => {
      const posts = await this.posts.lock(tx, viewer, chosen);
      if (posts.length === 0) throw notFound();
      const open = posts.filter(({ caseState }) => caseState === 'open');
      if (open.length === 0) insist(DECIDED_ALREADY);
      return this.judge(tx, viewer, open, act);
    });
  }

  /**
   * Warns, silences, suspends or bans people, and takes their posts away if told so. Suspended and banned people are visitors from the
   * next statement on, and their sockets close.
   * @returns ids of the acts, one for each person
   */
  async sanction(viewer: Viewer, input: SanctionInput): Promise<string[]> {
    insist(objectionToJudge(viewer));
    const people = several('people', input.people, 100);
    const [kind, words] = [input.kind, said(input.words)];
    const until = untilOf(kind, input.days, this.clock.now());
    return this.database.transaction(async (tx) => {
      const found = await rows<{ id: string; roles: Role[] }>(
        tx,
        sql`select p.id, array(select g.role from role_grant g where g.person_id = p.id) as roles from person p
            where p.id = any(${people}::uuid[]) and p.state <> 'erased' order by p.id for update`,
      );
      if (found.length < people.length) throw notFound();
      for (const one of found) insist(objectionToSanction(viewer, one));
      const act = { kind, reason: input.reason, words, until };
      if (input.removePosts !== true) {
        const ids: string[] = [];
        for (const { id } of found) ids.push(await this.actOn(tx, viewer, { ...act, personId: id }, []));
        await this.acts.standing(tx, people);
        return ids;
      }
      const cases = await this.posts.casesOfAll(tx, viewer, people);
      const posts = await this.posts.lock(tx, viewer, cases);
      const ids = await this.judge(tx, viewer, posts, act, people);
      await this.acts.standing(tx, people);
      return ids;
    });
  }

  /** One act for each author, all posts turned at once. */
  private async judge(
    tx: Tx,
    viewer: Viewer,
    posts: readonly CasePost[],
    act: Omit<NewAct, 'personId'>,
    people: readonly (string | null)[] = [],
  ): Promise<string[]> {
    const authors = [...new Set([...people, ...posts.map(({ authorPersonId }) => authorPersonId)])];
    const ids: string[] = [];
    for (const personId of authors) {
      const theirs = posts.filter((post) => post.authorPersonId === personId);
      const groups = [...new Set(theirs.map(({ groupId }) => groupId))];
      // What is done about a person all over the site is no group's to undo.
      const ofGroup = groups.length === 1 && !SITE_WIDE.has(act.kind) ? groups[0]! : null;
      ids.push(await this.actOn(tx, viewer, { ...act, personId, groupId: ofGroup }, theirs));
    }
    const isApproval = act.kind === 'APPROVE';
    const held = posts.filter(({ state }) => state === 'held');
    if (isApproval) await this.known(tx, held, 1);
    const turns = posts.flatMap((post): Turn[] => {
      if (isApproval) return post.state === 'held' ? [{ post, to: 'published' }] : [];
      return post.state === 'deleted' ? [] : [{ post, to: 'hidden' }];
    });
    await this.posts.append(tx, await this.posts.turn(tx, viewer, turns));
    return ids;
  }

  private async actOn(tx: Tx, viewer: Viewer, act: NewAct, posts: readonly CasePost[]): Promise<string> {
    const id = await this.acts.add(tx, viewer, act, posts, act.kind === 'APPROVE' ? 'approved' : 'removed');
    const detail = { act: id, person: act.personId, reason: act.reason, words: act.words || null, until: act.until, posts: posts.length };
    await this.audit.record(tx, viewer, `moderation.${act.kind.toLowerCase()}`, act.groupId ?? act.personId ?? '', detail);
    return id;
  }

  /** Puts everything back as it was before the act: the person, and each of the posts. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT */
  async undo(viewer: Viewer, actId: string): Promise<boolean> {
    insist(objectionToJudge(viewer));
    if (!isId(actId)) throw notFound();
    await this.database.transaction(async (tx) => {
      const act = await this.acts.lock(tx, actId);
      // Leaders of groups undo what was done in their groups.
      const may = act !== undefined && (moderates(viewer) || (act.groupId !== null && ledGroupIds(viewer).includes(act.groupId)));
      if (!may) throw notFound();
      if (act.personId === viewer.personId) insist(NOT_ONES_OWN_ACT);
      if (act.undoneAt !== null) insist(UNDONE_ALREADY);
      const posts = await this.posts.lock(tx, viewer, act.steps.map(({ caseId }) => caseId)); // prettier-ignore
      if (act.personId !== null) await rows(tx, sql`select from person where id = ${act.personId} for update`);
      await this.acts.undo(tx, viewer, act, posts.map(({ caseId }) => caseId)); // prettier-ignore
      const before = new Map(act.steps.map((step) => [step.caseId, step]));
      // What its author deleted meanwhile stays deleted.
      const turns = posts.filter(({ state }) => state !== 'deleted').map((post) => ({ post, to: before.get(post.caseId)!.postFrom }));
      if (act.kind === 'APPROVE') await this.known(tx, turns.filter(({ to }) => to === 'held').map(({ post }) => post), -1); // prettier-ignore
      if (act.personId !== null) await this.acts.standing(tx, [act.personId]);
      await this.audit.record(tx, viewer, 'moderation.undone', act.groupId ?? act.personId ?? '', {
        ...{ act: act.id, kind: act.kind, person: act.personId, posts: turns.length },
      });
      await this.posts.append(tx, await this.posts.turn(tx, viewer, turns));
    });
    return true;
  }

  /** Ends suspensions whose time is over. */
  async lift(): Promise<void> {
    await this.database.transaction(async (tx) => this.acts.standing(tx, await this.acts.due(tx)));
  }

  /** Whoever was let through is a little better known. */
  private async known(tx: Tx, posts: readonly CasePost[], by: 1 | -1): Promise<void> {
    const people = posts.flatMap(({ authorPersonId }) => authorPersonId ?? []);
    await rows(
      tx,
      sql`update person p set approved_posts = least(3, greatest(-1, p.approved_posts + ${by} * n.posts))
          from (select id, count(*)::integer as posts from unnest(${people}::uuid[]) id group by id) n where p.id = n.id`,
    );
  }
}

function said(words: string | null | undefined): string {
  return words?.trim() ? textBetween('words', words, 1, 500, { en: 'The explanation', ru: 'Пояснение' }) : '';
}

/** @throws Refusal INVALID of none or too many */
function several(field: string, ids: readonly string[], most: number): string[] {
  const chosen = [...new Set(ids.filter(isId))];
  if (chosen.length === 0) throw invalid(field, { en: 'Choose at least one.', ru: 'Выберите хотя бы одно.' });
  if (chosen.length > most) throw invalid(field, { en: `Choose at most ${most}.`, ru: `Выберите не больше ${most}.` });
  return chosen;
}

function untilOf(kind: SanctionKind, days: number | null | undefined, now: Date): Date | null {
  if (kind === 'WARN' || kind === 'BAN') return null;
  const length = days ?? 7;
  if (!Number.isInteger(length) || length < 1 || length > 365)
    throw invalid('days', { en: 'From 1 to 365 days.', ru: 'От 1 до 365 дней.' });
  return new Date(now.getTime() + length * DAY);
}
