import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import { type AudienceKind, EVERYONE, MEMBERS, STAFF } from './audience.js';

/** Turns a kind of audience into the row that stands for it. */
@Injectable()
export class AudienceRepository {
  /** The audience of `kind`; for PRIVATE that of this person and the company, made when it is first needed. */
  async idOf(tx: Tx, kind: AudienceKind, personId: string): Promise<number> {
    if (kind !== 'PRIVATE') return { EVERYONE, MEMBERS, STAFF }[kind];
    await rows(
      tx,
      sql`insert into audience (id, kind, person_id)
          select nextval('audience_private_id')::integer, 'private', ${personId}
          where not exists (select from audience where kind = 'private' and person_id = ${personId})
          on conflict (person_id) where kind = 'private' do nothing`,
    );
    const [found] = await rows<{ id: number }>(tx, sql`select id from audience where kind = 'private' and person_id = ${personId}`);
    if (found === undefined) throw new Error('a private audience was made and is not there');
    return found.id;
  }
}
