import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import { EVERYONE, MEMBERS, type NamedAudience, STAFF } from './audience.js';

/** Turns a kind of audience into the row that stands for it. */
@Injectable()
export class AudienceRepository {
  /** The audience of `kind`; for PRIVATE that of this person and the company, made when it is first needed. */
  async idOf(tx: Tx, kind: NamedAudience, personId: string): Promise<number> {
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

  /** A new audience for the members of a new group. */
  async ofNewGroup(tx: Tx): Promise<number> {
    const [made] = await rows<{ id: number }>(
      tx,
      sql`insert into audience (id, kind) values (nextval('audience_group_id')::integer, 'group') returning id`,
    );
    return made!.id;
  }
}
