import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, type Tx, isId, notFound, rows, sql, textBetween, unauthenticated } from '@veche/platform';
import { type Viewer, moderates } from '@veche/visibility';
import { ANSWERED_ALREADY, NOT_ONES_OWN_ACT, OBJECTED_ALREADY, insist, ledGroupIds, objectionToJudge } from '../moderation.policy.js';

interface ObjectedAct {
  personId: string | null;
  actorPersonId: string | null;
  groupId: string | null;
  isObjected: boolean;
  isOver: boolean;
}

/** Whom an act concerns says once why it is wrong; it is then undone, or upheld with a word. */
@Injectable()
export class ObjectionService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal UNAUTHENTICATED, NOT_FOUND (not about the viewer, or undone), CONFLICT (objected already), INVALID */
  async object(viewer: Viewer, actId: string, words: string): Promise<boolean> {
    if (viewer.personId === null) throw unauthenticated();
    const said = textBetween('words', words, 1, 1000, { en: 'The objection', ru: 'Возражение' });
    await this.database.transaction(async (tx) => {
      const act = await lock(tx, actId);
      if (act?.personId !== viewer.personId || act.isOver) throw notFound();
      if (act.isObjected) insist(OBJECTED_ALREADY);
      await rows(tx, sql`update moderation_act set objection = ${said}, objected_at = ${this.clock.now()} where id = ${actId}`);
    });
    return true;
  }

  /** The act stays, and the person reads why. Whoever did it is not who decides. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT, INVALID */
  async uphold(viewer: Viewer, actId: string, words: string): Promise<boolean> {
    insist(objectionToJudge(viewer));
    const said = textBetween('words', words, 1, 1000, { en: 'The answer', ru: 'Ответ' });
    await this.database.transaction(async (tx) => {
      const act = await lock(tx, actId);
      const may = act !== undefined && (moderates(viewer) || (act.groupId !== null && ledGroupIds(viewer).includes(act.groupId)));
      if (!may || !act.isObjected) throw notFound();
      if (act.isOver) insist(ANSWERED_ALREADY);
      if (act.personId === viewer.personId) insist(NOT_ONES_OWN_ACT);
      const answered = await rows(
        tx,
        sql`update moderation_act set answer = ${said}, answered_at = ${this.clock.now()} where id = ${actId} and answered_at is null returning id`,
      );
      if (answered.length === 0) insist(ANSWERED_ALREADY);
      await this.audit.record(tx, viewer, 'moderation.upheld', act.groupId ?? act.personId ?? '', {
        act: actId,
        person: act.personId,
        words: said,
      });
    });
    return true;
  }
}

async function lock(tx: Tx, actId: string): Promise<ObjectedAct | undefined> {
  if (!isId(actId)) throw notFound();
  const [act] = await rows<ObjectedAct>(
    tx,
    sql`select person_id as "personId", actor_person_id as "actorPersonId", group_id as "groupId", objected_at is not null as "isObjected",
          undone_at is not null as "isOver" from moderation_act where id = ${actId} and kind <> 'APPROVE' for update`,
  );
  return act;
}
