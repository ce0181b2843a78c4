import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { ReplyUpkeepService } from '../replies/reply-upkeep.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { EditService } from '../topics/edit.service.js';
import { TopicService } from '../topics/topic.service.js';
import { RevisionReader } from './revision.reader.js';

describe('the history of a text', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const history = () => world.get(RevisionReader);
  const edit = (viewer: Viewer, id: string, body: string) => {
    world.clock.advance(1_000);
    return world.get(ReplyUpkeepService).edit(viewer, id, body);
  };
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  it('has one version before the first edit, and all of them afterwards, newest first, each by its editor', async () => {
    const answer = await world.anAnswer(boris, await world.aTopic(anna), 'One');
    const written = world.clock.now();
    expect(await history().ofReply(boris, answer.id)).toEqual([
      expect.objectContaining({
        bodyMarkdown: 'One',
        at: written,
        title: null,
        titleDiff: null,
        bodyDiff: null,
        editor: expect.objectContaining({ name: 'Boris' }),
      }),
    ]);
    await edit(boris, answer.id, 'One two');
    await edit(mod, answer.id, 'Three two');
    const versions = await history().ofReply(boris, answer.id);
    expect(versions.map(({ bodyMarkdown, editor }) => [bodyMarkdown, editor?.name])).toEqual([
      ['Three two', 'Mod'],
      ['One two', 'Boris'],
      ['One', 'Boris'],
    ]);
    expect(versions.map(({ bodyDiff }) => bodyDiff?.map(({ kind, text }) => kind[0] + text))).toEqual([
      ['ROne', 'AThree', 'S two'],
      ['SOne', 'A two'],
      undefined,
    ]);
    expect(versions.at(-1)!.at).toEqual(written);
  });

  it('of a topic knows its title too', async () => {
    const topic = await world.aTopic(anna, { title: 'How does it work?', body: 'Really' });
    world.clock.advance(1_000);
    await world.get(EditService).edit(anna, { topic: topic.id, title: 'How does this work?' });
    const [now, first] = await history().ofTopic(anna, topic.id);
    expect([now!.title, first!.title]).toEqual(['How does this work?', 'How does it work?']);
    expect(now!.titleDiff).toEqual([
      { kind: 'SAME', text: 'How does ' },
      { kind: 'REMOVED', text: 'it' },
      { kind: 'ADDED', text: 'this' },
      { kind: 'SAME', text: ' work?' },
    ]);
  });

  it('is for its author and the company: what was taken out stays out for everybody else', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic, 'My phone is CANARY');
    await edit(boris, answer.id, 'Call me');
    const seen = async (viewer: Viewer) => JSON.stringify(await history().ofReply(viewer, answer.id)).includes('CANARY');
    expect([await seen(world.visitor), await seen(anna), await seen(boris), await seen(rita)]).toEqual([false, false, true, true]);
    expect(await history().ofReply(anna, answer.id)).toEqual([]);
    expect(await history().ofTopic(boris, topic.id)).toEqual([]);
  });

  it('of a deleted reply, of a comment on one and of a reply to a deleted topic is only for who sees those', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic, 'CANARY');
    const comment = await world.aComment(boris, topic, answer, 'CANARY');
    for (const { id } of [answer, comment]) await edit(boris, id, 'Nothing');
    await world.get(ReplyUpkeepService).delete(mod, answer.id);
    const versions = async (viewer: Viewer) => [
      (await history().ofReply(viewer, answer.id)).length,
      (await history().ofReply(viewer, comment.id)).length,
    ];
    expect([await versions(rita), await versions(boris), await versions(mod)]).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
    ]);
    await world.get(TopicService).delete(mod, topic.id);
    expect([await versions(rita), await versions(boris), await versions(mod)]).toEqual([
      [0, 0],
      [0, 0],
      [2, 2],
    ]);
  });

  it('of a private question is not for other customers', async () => {
    const topic = await world.aTopic(anna, { audience: 'PRIVATE', body: 'CANARY' });
    anna = await world.again(anna);
    expect([
      (await history().ofTopic(boris, topic.id)).length,
      (await history().ofTopic(rita, topic.id)).length,
      (await history().ofTopic(anna, topic.id)).length,
    ]).toEqual([0, 1, 1]);
  });

  it.each(['', 'x', newId()])('of "%s" is empty', async (id) => {
    expect([await history().ofReply(mod, id), await history().ofTopic(mod, id)]).toEqual([[], []]);
  });
});
