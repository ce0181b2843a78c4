import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import { canSee } from '@veche/visibility';
import { RowReader } from '../news/row.reader.js';
import { Rights } from '../rights/rights.js';
import { type LiveServer, personRoom } from '../socket/live-socket.js';

interface Told {
  personId: string;
  /** Null of what happened in a group, which is the person's own. */
  topicId: string | null;
  replyId: string | null;
}

/** Told in one go; who is told of more will ask for all of it anyway. */
const MOST = 1_000;

/** Tells people that something new is in their inbox: follows the mark up to which people were told of the log. */
@Injectable()
export class InboxFollower {
  private io: LiveServer | undefined;
  private mark: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly rows: RowReader,
    private readonly rights: Rights,
  ) {}

  open(io: LiveServer): void {
    this.io = io;
  }

  /** Reads on, if anybody is here to be told. */
  async advance(): Promise<void> {
    if (this.rights.signedIn().length === 0) {
      this.mark = undefined;
      return;
    }
    const after = this.mark;
    const row = await this.database.main.row<{ position: string }>(sql`select position from notification_mark`);
    const upTo = Number(row?.position ?? 0);
    if (after !== undefined && upTo > after) await this.tell(await this.toldBetween(after, upTo));
    this.mark = upTo;
  }

  private toldBetween(after: number, upTo: number): Promise<Told[]> {
    return this.database.main.rows<Told>(
      sql`select n.person_id as "personId", n.topic_id as "topicId", n.reply_id as "replyId"
          from interaction i join notification n on n.interaction_id = i.id
          where i.position > ${after} and i.position <= ${upTo} limit ${MOST}`,
    );
  }

  /** Asked at the gate again: a right may have gone since they were told. */
  private async tell(told: readonly Told[]): Promise<void> {
    const { adapter, sockets } = this.io!.of('/');
    const here = told.filter(({ personId }) => adapter.rooms.has(personRoom(personId)));
    if (here.length === 0) return;
    const rows = await this.rows.of(here.flatMap(({ topicId, replyId }) => replyId ?? topicId ?? []));
    await this.rights.settled();
    const hearing = new Set<string>();
    for (const { personId, topicId, replyId } of here) {
      const about = replyId ?? topicId;
      const row = about === null ? undefined : rows.get(about);
      for (const id of adapter.rooms.get(personRoom(personId)) ?? []) {
        const viewer = sockets.get(id)?.data.viewer;
        if (viewer !== undefined && (about === null || (row !== undefined && canSee(viewer, row)))) hearing.add(id);
      }
    }
    if (hearing.size > 0) this.io!.local.to([...hearing]).emit('inbox');
  }
}
