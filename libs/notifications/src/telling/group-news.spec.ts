import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import { Town } from '../testing/town.js';

let town: Town;
let group: string;
let audience = 100;
let olga: string;
let anna: string;
beforeAll(async () => {
  town = await Town.found();
});
afterAll(() => town.close());
beforeEach(async () => {
  await town.forget();
  group = await aGroup('CLOSED');
  [olga, anna] = [await town.person('Olga'), await town.person('Anna')];
  await stands(olga, 'member', 'OWNER');
});

async function aGroup(type: string): Promise<string> {
  const id = newId();
  audience += 1;
  await town.db.main.rows(sql`insert into audience (id, kind) values (${audience}, 'group')`);
  await town.db.main.rows(
    sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
        values (${id}, ${`group-${audience}`}, 'Partners', ${type}, ${audience}, ${audience}, now())`,
  );
  return id;
}

async function stands(person: string, state: string, role = 'MEMBER', words: { message?: string; reason?: string } = {}): Promise<void> {
  const { message = '', reason = '' } = words;
  await town.db.main.rows(
    sql`insert into group_membership (group_id, person_id, audience_id, state, role, since, message, reason)
        select id, ${person}, audience_id, ${state}, ${role}, now(), ${message}, ${reason} from groups where id = ${group}
        on conflict (group_id, person_id) do update set state = excluded.state, role = excluded.role, reason = excluded.reason`,
  );
}

const happens = (
  kind: 'group.requested' | 'group.joined' | 'group.left' | 'group.declined' | 'group.invited',
  by: string,
  more: object = {},
) => town.happened({ kind, personId: anna, actorPersonId: by, payload: { groupId: group, ...more } }).then(() => town.deliver());
const inboxOf = async (person: string) =>
  (await town.inbox.page(await town.viewer(person), 20, undefined)).nodes.map(({ kind, group: about, words, actor }) => [kind, about?.path, words, actor?.name]); // prettier-ignore

describe('what happens in a group', () => {
  it('a request is told to those who answer it, with its words, until it is answered', async () => {
    const mo = await town.person('Mo');
    await stands(mo, 'member', 'MODERATOR');
    await stands(await town.person('Mia'), 'member');
    await stands(anna, 'requested', 'MEMBER', { message: 'I deal in lamps' });
    await happens('group.requested', anna);
    expect(await town.told()).toEqual(['Mo: GROUP_REQUEST', 'Olga: GROUP_REQUEST']);
    expect(await inboxOf(olga)).toEqual([['GROUP_REQUEST', `/g/group-${audience}/requests`, 'I deal in lamps', 'Anna']]);
    await stands(mo, 'member', 'MEMBER');
    expect(await inboxOf(mo)).toEqual([]);
    await stands(anna, 'member');
    expect([await inboxOf(olga), await town.inbox.unreadCount(await town.viewer(olga))]).toEqual([[], 0]);
  });

  it('an answer is told to who asked, a “no” with its reason; what one did oneself is no news', async () => {
    const path = `/g/group-${audience}`;
    await stands(anna, 'declined', 'MEMBER', { reason: 'Dealers only' });
    await happens('group.declined', olga);
    expect(await inboxOf(anna)).toEqual([['GROUP_DECLINED', path, 'Dealers only', 'Olga']]);
    await happens('group.joined', olga, { by: 'approval' });
    await happens('group.left', olga, { how: 'removed' });
    await happens('group.joined', anna, { by: 'self' });
    await happens('group.left', anna, { how: 'left' });
    expect((await inboxOf(anna)).map(([kind]) => kind)).toEqual(['GROUP_REMOVED', 'GROUP_ADMITTED', 'GROUP_DECLINED']);
    expect(await town.inbox.markRead(await town.viewer(anna), null)).toBe(3);
    expect(town.post.letters).toEqual([]);
  });

  it('of an UNLISTED group names nothing to who is not in it', async () => {
    group = await aGroup('UNLISTED');
    await stands(anna, 'invited');
    await happens('group.invited', olga);
    expect(await inboxOf(anna)).toEqual([['GROUP_INVITED', undefined, null, 'Olga']]);
    await stands(anna, 'member');
    expect(await inboxOf(anna)).toEqual([['GROUP_INVITED', `/g/group-${audience}`, null, 'Olga']]);
  });
});
