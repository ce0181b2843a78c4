import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { NoteService } from './note.service.js';

describe('notes of staff', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let rita: Viewer;
  const staff: Viewer[] = [];
  const notes = () => world.get(NoteService);
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    for (const role of ['REPRESENTATIVE', 'OPERATOR', 'MODERATOR', 'CRM_ADMIN', 'ADMIN'] as const)
      staff.push(await world.person(role, role));
    rita = staff[0]!;
  });
  afterAll(() => world.close());

  it.each(['EVERYONE', 'MEMBERS', 'PRIVATE', 'STAFF'] as const)(
    'on a topic in %s are read and written by every role of the company and by nobody else',
    async (audience) => {
      const topic = await world.aTopic(audience === 'STAFF' ? rita : anna, { audience });
      anna = await world.again(anna);
      for (const viewer of staff) expect((await notes().add(viewer, topic.id, `From **${viewer.name}**`)).author?.name).toBe(viewer.name);
      for (const viewer of staff)
        expect((await notes().ofTopic(viewer, topic.id)).map(({ bodyHtml }) => bodyHtml)).toEqual(
          staff.map(({ name }) => `<p>From <strong>${name}</strong></p>`),
        );
      for (const viewer of [world.visitor, anna]) {
        expect(await notes().ofTopic(viewer, topic.id)).toEqual([]);
        await expect(notes().add(viewer, topic.id, 'x')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    },
  );

  it('are housekeeping: in the audit log, in no customer’s record, and away from the portal’s public role', async () => {
    const topic = await world.aTopic(anna);
    await notes().add(rita, topic.id, 'Angry. CANARY');
    expect(await world.logged(topic.id)).toEqual(['topic.asked']);
    const [entry] = await world.test.db.main.rows(
      sql`select actor_person_id as actor, detail::text as detail from audit_entry where act = 'note.added' and subject = ${topic.id}`,
    );
    expect(entry).toMatchObject({ actor: rita.personId, detail: expect.not.stringContaining('CANARY') });
    await expect(world.test.db.anonymous.rows(sql`select id from note`)).rejects.toThrow('permission denied');
  });

  it('hold words only, and some', async () => {
    const topic = await world.aTopic(anna);
    await expect(notes().add(rita, topic.id, `![](/files/${newId()})`)).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    await expect(notes().add(rita, topic.id, ' ')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    for (const id of ['x', newId()]) await expect(notes().add(rita, id, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
