import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, FileStore, newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import sharp from 'sharp';
import { ReplyUpkeepService } from '../replies/reply-upkeep.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { FileService } from './file.service.js';

const picture = (width = 40, height = 30) => sharp({ create: { width, height, channels: 3, background: '#2f6fde' } });

describe('uploaded pictures', () => {
  let world: CommunityWorld;
  let files: FileService;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const upload = async (viewer: Viewer) => files.add(viewer, await picture().png().toBuffer(), 'screen.png');
  const sees = async (viewer: Viewer, id: string) => {
    const outcome = await files.open(viewer, id).then(
      ({ bytes }) => bytes.length > 0,
      (error: { code: string }) => error.code,
    );
    return outcome === 'NOT_FOUND' ? false : outcome;
  };
  const seers = async (id: string) => ({
    visitor: await sees(world.visitor, id),
    anna: await sees(anna, id),
    boris: await sees(boris, id),
    rita: await sees(rita, id),
    mod: await sees(mod, id),
  });
  const all = (what: boolean) => ({ visitor: what, anna: what, boris: what, rita: what, mod: what });
  beforeAll(async () => {
    world = await communityWorld();
    files = world.get(FileService);
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  describe('are seen', () => {
    const shown = ({ id }: { id: string }) => `Look: ![x](/files/${id})`;

    it('by their uploader alone, until a text shows them', async () => {
      const file = await upload(anna);
      expect(await seers(file.id)).toEqual({ ...all(false), anna: true });
      await world.aTopic(anna, { body: shown(file) });
      expect(await seers(file.id)).toEqual(all(true));
    });

    it.each(['MEMBERS', 'STAFF', 'PRIVATE'] as const)('with their topic in %s and in its next audience', async (audience) => {
      const author = audience === 'STAFF' ? rita : anna;
      const file = await upload(author);
      const topic = await world.aTopic(author, { audience, body: shown(file) });
      if (audience === 'PRIVATE') expect(await sees(await world.again(anna), file.id)).toBe(true);
      const [anybody, customer, staff] = [await sees(world.visitor, file.id), await sees(boris, file.id), await sees(rita, file.id)];
      expect([anybody, customer, staff]).toEqual([false, audience === 'MEMBERS', true]);
      await world.get(TopicService).move(audience === 'PRIVATE' ? await world.again(anna) : rita, topic.id, 'EVERYONE');
      expect(await seers(file.id)).toEqual(all(true));
      await world.get(TopicService).delete(mod, topic.id);
      expect(await seers(file.id)).toEqual({ ...all(false), mod: true, ...(author === anna ? { anna: true } : { rita: true }) });
    });

    it('with their reply, and not with a deleted one; those of comments not with a deleted answer', async () => {
      const topic = await world.aTopic(anna);
      const [inAnswer, inComment] = [await upload(boris), await upload(anna)];
      const answer = await world.anAnswer(boris, topic, shown(inAnswer));
      await world.aComment(anna, topic, answer, shown(inComment));
      expect([await seers(inAnswer.id), await seers(inComment.id)]).toEqual([all(true), all(true)]);
      await world.get(ReplyUpkeepService).delete(mod, answer.id);
      expect(await seers(inAnswer.id)).toEqual({ ...all(false), boris: true, mod: true });
      expect(await seers(inComment.id)).toEqual({ ...all(false), mod: true });
      await world.get(TopicService).delete(mod, topic.id);
      expect(await seers(inAnswer.id)).toEqual({ ...all(false), mod: true });
    });

    it('no further when somebody else quotes their address, and stay where they were shown first', async () => {
      const draft = await upload(anna);
      await world.aTopic(boris, { body: shown(draft) });
      expect(await sees(world.visitor, draft.id)).toBe(false);
      const secret = await upload(rita);
      await world.aTopic(rita, { audience: 'STAFF', body: shown(secret) });
      await world.aTopic(rita, { body: shown(secret) });
      expect([await sees(world.visitor, secret.id), await sees(anna, secret.id)]).toEqual([false, false]);
    });

    it('that an edit adds, with the edited text', async () => {
      const answer = await world.anAnswer(boris, await world.aTopic(anna), 'Wait.');
      const file = await upload(boris);
      await world.get(ReplyUpkeepService).edit(boris, answer.id, shown(file));
      expect(await sees(world.visitor, file.id)).toBe(true);
    });

    it.each([newId(), 'x', '../../secret.key', '%2e%2e', ''])('never under %s', async (id) => {
      expect(await seers(id)).toEqual(all(false));
    });
  });

  it('come with Markdown whose alternative text is the name, of harmless characters', async () => {
    const { id, url, markdown } = await files.add(anna, await picture().png().toBuffer(), 'my [x](y) фото!.2026.png');
    expect([url, markdown]).toEqual([`/files/${id}`, `![my x y фото .2026](/files/${id})`]);
  });

  it('that nobody has shown for two days are cleared away, bytes and row, the others stay', async () => {
    const [forgotten, kept] = [await upload(anna), await upload(anna)];
    await world.aTopic(anna, { body: `![](/files/${kept.id})` });
    world.clock.advance(2 * DAY - 1_000);
    const young = await upload(anna);
    await files.removeUnattached();
    expect(await sees(anna, forgotten.id)).toBe(true);
    world.clock.advance(2_000);
    await files.removeUnattached();
    expect([await sees(anna, forgotten.id), await sees(anna, kept.id), await sees(anna, young.id)]).toEqual([false, true, true]);
    await expect(buffer(world.get(FileStore).read(forgotten.id))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await world.test.db.main.rows(sql`select id from file where id = ${forgotten.id}`)).toEqual([]);
  });
});
