import type { Interaction } from '@veche/interactions';
import { type Sql, type Tx, isId, rows, sql } from '@veche/platform';

/** What a person can be told of a group. */
export type GroupNewsKind = 'GROUP_REQUEST' | 'GROUP_INVITED' | 'GROUP_ADMITTED' | 'GROUP_DECLINED' | 'GROUP_REMOVED';

/** Something that happened to a person in a group. */
export interface GroupNews {
  interactionId: string;
  kind: GroupNewsKind;
  groupId: string;
  /** Whom it happened to; with a request, who asks. */
  personId: string;
  actorPersonId: string | null;
  at: Date;
}

/** The news of a group in an interaction, if there is any. What people did themselves they know. */
export function groupNewsIn({ id, kind, personId, actorPersonId, occurredAt, isImported, payload }: Interaction): GroupNews | undefined {
  const { groupId, by, how } = payload;
  if (isImported || personId === null || !isId(groupId)) return undefined;
  const told = (as: GroupNewsKind): GroupNews => ({ interactionId: id, kind: as, groupId, personId, actorPersonId, at: occurredAt });
  switch (kind) {
    case 'group.requested':
      return told('GROUP_REQUEST');
    case 'group.invited':
      return told('GROUP_INVITED');
    case 'group.declined':
      return told('GROUP_DECLINED');
    case 'group.joined':
      return by === 'approval' ? told('GROUP_ADMITTED') : undefined;
    case 'group.left':
      return how === 'removed' || how === 'banned' ? told('GROUP_REMOVED') : undefined;
    default:
      return undefined;
  }
}

/** Writes it into the inboxes that it is for: of a request, those who answer it now; else of whom it happened to. */
export async function tellOfGroup(tx: Tx, news: GroupNews): Promise<void> {
  const { interactionId, kind, groupId, actorPersonId, at } = news;
  await rows(
    tx,
    sql`insert into notification (interaction_id, person_id, kind, group_id, actor_person_id, created_at)
        select ${interactionId}, c.person_id, ${kind}, ${groupId}, ${actorPersonId}, ${at}::timestamptz
        from (${concerned(news)}) as c join account a on a.person_id = c.person_id
        where c.person_id is distinct from ${actorPersonId}::uuid on conflict do nothing`,
  );
}

function concerned({ kind, groupId, personId }: GroupNews): Sql {
  if (kind !== 'GROUP_REQUEST') return sql`select ${personId}::uuid as person_id`;
  return sql`select person_id from group_membership where group_id = ${groupId} and state = 'member' and role in ('OWNER', 'MODERATOR')`;
}
