import { Injectable } from '@nestjs/common';
import { Clock, type Tx, newId, rows, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import type { ModerationActKind, ModerationReason } from '../moderation.words.js';
import type { CasePost } from './posts.repository.js';

/** An act that is about to be done to one person or their posts. */
export interface NewAct {
  kind: ModerationActKind;
  personId: string | null;
  reason: ModerationReason | null;
  words: string;
  until?: Date | null;
  groupId?: string | null;
}

/** An act that stands, under lock. */
export interface StandingAct extends Required<NewAct> {
  id: string;
  undoneAt: Date | null;
  steps: { caseId: string; caseFrom: CasePost['caseState']; postFrom: ContentState }[];
}

/** What moderators did, and what each act changed. */
@Injectable()
export class ActRepository {
  constructor(private readonly clock: Clock) {}

  async add(tx: Tx, viewer: Viewer, act: NewAct, posts: readonly CasePost[], to: CasePost['caseState']): Promise<string> {
    const id = newId();
    await rows(
      tx,
      sql`insert into moderation_act (id, kind, actor_person_id, person_id, reason, words, until, group_id, at)
          values (${id}, ${act.kind}, ${viewer.personId}, ${act.personId}, ${act.reason}, ${act.words}, ${act.until ?? null}, ${act.groupId ?? null},
            ${this.clock.now()})`,
    );
    const steps = JSON.stringify(posts.map(({ caseId, caseState, state }) => ({ caseId, caseState, state })));
    await rows(
      tx,
      sql`with s as (insert into moderation_step (act_id, case_id, case_from, post_from)
            select ${id}, s."caseId", s."caseState", s.state from jsonb_to_recordset(${steps}::jsonb) as s ("caseId" uuid, "caseState" text, state text)
            returning case_id)
          update moderation_case c set state = ${to} from s where c.id = s.case_id`,
    );
    return id;
  }

  async lock(tx: Tx, id: string): Promise<StandingAct | undefined> {
    const [act] = await rows<StandingAct>(
      tx,
      sql`select a.id, a.kind, a.person_id as "personId", a.reason, a.words, a.until, a.group_id as "groupId", a.undone_at as "undoneAt",
            (select coalesce(jsonb_agg(jsonb_build_object('caseId', s.case_id, 'caseFrom', s.case_from, 'postFrom', s.post_from)), '[]')
             from moderation_step s where s.act_id = a.id) as steps
          from moderation_act a where a.id = ${id} for update of a`,
    );
    return act;
  }

  /** Marks it undone and puts its cases back; a case that was opened anew meanwhile stays the open one. */
  async undo(tx: Tx, viewer: Viewer, { id, steps }: StandingAct, cases: readonly string[]): Promise<void> {
    await rows(tx, sql`update moderation_act set undone_at = ${this.clock.now()}, undone_by_id = ${viewer.personId} where id = ${id}`);
    const back = JSON.stringify(steps.filter(({ caseId }) => cases.includes(caseId)));
    await rows(
      tx,
      sql`update moderation_case c set state = s."caseFrom" from jsonb_to_recordset(${back}::jsonb) as s ("caseId" uuid, "caseFrom" text)
          where c.id = s."caseId" and not (s."caseFrom" = 'open' and exists (select from moderation_case o where o.id <> c.id
            and o.topic_id = c.topic_id and o.reply_id is not distinct from c.reply_id and o.state = 'open'))`,
    );
  }

  /** A person stands as the acts say that are not undone and not over: the hardest counts. */
  async standing(tx: Tx, personIds: readonly string[]): Promise<void> {
    const now = this.clock.now();
    const standing = (kind: 'SILENCE' | 'SUSPEND' | 'BAN') =>
      sql`from moderation_act a where a.person_id = p.id and a.kind = ${kind} and a.undone_at is null and (a.until is null or a.until > ${now})`;
    await rows(
      tx,
      sql`update person p set silenced_until = (select max(a.until) ${standing('SILENCE')}),
            state = case when exists (select ${standing('BAN')}) then 'banned' when exists (select ${standing('SUSPEND')}) then 'suspended' else 'active' end
          where p.id = any(${[...personIds]}::uuid[]) and p.state <> 'erased'`,
    );
  }

  /** People whose suspension is over. */
  async due(tx: Tx): Promise<string[]> {
    const found = await rows<{ id: string }>(
      tx,
      sql`select p.id from person p where p.state = 'suspended' and exists (select from moderation_act a where a.person_id = p.id and a.kind = 'SUSPEND'
            and a.undone_at is null and a.until <= ${this.clock.now()}) for update of p skip locked`,
    );
    return found.map(({ id }) => id);
  }
}
