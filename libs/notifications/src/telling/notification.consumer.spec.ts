import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SessionService, ViewerService } from '@veche/identity';
import { Consumers, InteractionLog } from '@veche/interactions';
import { Jobs, connectDatabase, loadConfig, newId, sql } from '@veche/platform';
import { eventually } from '@veche/platform/testing';
import { EVERYONE, MEMBERS, STAFF } from '@veche/visibility';
import { Town } from '../testing/town.js';
import { NotificationConsumer } from './notification.consumer.js';

let town: Town;
let anna: string;
let boris: string;
let clara: string;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.forget();
  [anna, boris, clara] = [await town.person('Anna'), await town.person('Boris'), await town.person('Clara')];
});
afterAll(() => town.close());

describe('who is told of what', () => {
  it('a reply is told to the author of the topic and to its followers, and not to who wrote it', async () => {
    const topic = await town.topic(anna);
    await town.follow(clara, topic);
    await town.follow(boris, topic);
    await town.replied(topic, boris);
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY', 'Clara: REPLY']);
  });

  it('a comment is told to who wrote the answer that it is on', async () => {
    const topic = await town.topic(anna);
    const answer = await town.reply(topic, clara);
    const comment = await town.reply(topic, boris, { to: answer });
    await town.happened({
      kind: 'reply.posted',
      payload: { replyKind: 'COMMENT', parentReplyId: answer },
      actorPersonId: boris,
      topicId: topic,
      replyId: comment,
    });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY', 'Clara: REPLY']);
  });

  it('a person who wrote the topic, follows it and wrote the answer is told once', async () => {
    const topic = await town.topic(anna);
    await town.follow(anna, topic);
    const answer = await town.reply(topic, anna);
    await town.replied(topic, boris, { to: answer });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY']);
  });

  it('a reply posted as official is one thing: an official answer', async () => {
    const topic = await town.topic(anna);
    await town.grant(boris, 'REPRESENTATIVE');
    const answer = await town.replied(topic, boris, { isOfficial: true });
    await town.happened({ kind: 'answer.marked_official', actorPersonId: boris, topicId: topic, replyId: answer });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: OFFICIAL_ANSWER']);
  });

  it('an answer made official is told to its author too, and marking it again is no second news', async () => {
    const topic = await town.topic(anna);
    const answer = await town.reply(topic, clara);
    for (let i = 0; i < 2; i++)
      await town.happened({ kind: 'answer.marked_official', actorPersonId: boris, topicId: topic, replyId: answer });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: OFFICIAL_ANSWER', 'Clara: OFFICIAL_ANSWER']);
  });

  it('a solution is told to who wrote it and to followers, not to the asker who chose it', async () => {
    const topic = await town.topic(anna);
    const follower = await town.person('Dora');
    await town.follow(follower, topic);
    const answer = await town.reply(topic, boris);
    await town.happened({ kind: 'answer.marked_solution', actorPersonId: anna, topicId: topic, replyId: answer });
    await town.deliver();
    expect(await town.told()).toEqual(['Boris: SOLUTION', 'Dora: SOLUTION']);
  });

  it('a solution that a moderator chose is told to the asker as well', async () => {
    const topic = await town.topic(anna);
    const answer = await town.reply(topic, boris);
    await town.happened({ kind: 'answer.marked_solution', actorPersonId: clara, topicId: topic, replyId: answer });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: SOLUTION', 'Boris: SOLUTION']);
  });

  it('a status is told to the author, the followers and the voters', async () => {
    const idea = await town.topic(anna, { kind: 'IDEA' });
    await town.follow(boris, idea);
    await town.vote(clara, idea);
    await town.happened({
      kind: 'status.changed',
      payload: { from: 'OPEN', to: 'PLANNED', changeId: newId() },
      actorPersonId: null,
      topicId: idea,
    });
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: STATUS', 'Boris: STATUS', 'Clara: STATUS']);
  });

  it('nobody is told of what came with an import, of votes, edits and follows', async () => {
    const topic = await town.topic(anna);
    const reply = await town.reply(topic, boris);
    await town.happened({
      kind: 'reply.posted',
      payload: { replyKind: 'ANSWER' },
      actorPersonId: boris,
      topicId: topic,
      replyId: reply,
      isImported: true,
    });
    await town.happened({ kind: 'vote.cast', payload: { on: 'topic' }, actorPersonId: boris, topicId: topic });
    await town.happened({ kind: 'reply.edited', actorPersonId: boris, topicId: topic, replyId: reply });
    await town.happened({ kind: 'topic.followed', actorPersonId: boris, topicId: topic });
    await town.deliver();
    expect(await town.told()).toEqual([]);
  });

  it('a person without an account has no inbox and gets nothing', async () => {
    const imported = await town.personWithoutAccount('Imported');
    await town.replied(await town.topic(imported), boris);
    await town.deliver();
    expect(await town.told()).toEqual([]);
  });
});

describe('rights when people are told', () => {
  it('a topic that moved to the staff meanwhile tells only those who still see it', async () => {
    const topic = await town.topic(anna);
    const representative = await town.person('Rita', 'REPRESENTATIVE');
    for (const person of [clara, representative]) await town.follow(person, topic);
    await town.replied(topic, boris);
    await town.move(topic, STAFF);
    await town.deliver();
    expect(await town.told()).toEqual(['Rita: REPLY']);
  });

  it('a member who lost the role is not told', async () => {
    const topic = await town.topic(null, { audience: STAFF });
    const former = await town.person('Former', 'REPRESENTATIVE');
    await town.follow(former, topic);
    await town.replied(topic, boris);
    await town.revokeRoles(former);
    await town.deliver();
    expect(await town.told()).toEqual([]);
  });

  it('a suspended person is not told', async () => {
    const topic = await town.topic(anna, { audience: MEMBERS });
    await town.replied(topic, boris);
    await town.db.main.rows(sql`update person set state = 'suspended' where id = ${anna}`);
    await town.deliver();
    expect(await town.told()).toEqual([]);
  });

  it('a reply that was deleted meanwhile is told to nobody, not even to a moderator who sees it', async () => {
    const moderator = await town.person('Mod', 'MODERATOR');
    const topic = await town.topic(anna);
    await town.follow(moderator, topic);
    const reply = await town.replied(topic, boris);
    const comment = await town.replied(topic, clara, { to: reply });
    await town.deleteReply(reply);
    await town.deliver();
    expect(comment).toBeDefined();
    expect(await town.told()).toEqual([]);
  });

  it('a move that is under way when people are told is waited for', async () => {
    const topic = await town.topic(anna, { audience: EVERYONE });
    await town.replied(topic, boris);
    let delivered: Promise<void> | undefined;
    await town.db.transaction(async (tx) => {
      await tx.query('update topic set audience_id = 3 where id = $1', [topic]);
      delivered = town.deliver();
      const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await eventually(() => town.db.main.row(waiting));
    });
    await delivered;
    expect(await town.told()).toEqual([]);
  });
});

describe('told once', () => {
  it('however the log is cut into batches', async () => {
    const topic = await town.topic(anna);
    for (let i = 0; i < 5; i++) await town.replied(topic, boris);
    await town.deliver(2);
    expect(await town.told()).toEqual(Array.from({ length: 5 }, () => 'Anna: REPLY'));
  });

  it('with one connection and no second one to be had: nothing asks beside its own transaction', async () => {
    await town.replied(await town.topic(anna), boris);
    const narrow = await connectDatabase({ url: town.url, poolSize: 1 });
    try {
      const consumers = new Consumers(narrow, new InteractionLog(town.clock));
      const viewers = new ViewerService(narrow, new SessionService(narrow, town.clock), town.clock, loadConfig({}));
      await consumers.drain(new NotificationConsumer(consumers, viewers, new Jobs(), town.clock));
    } finally {
      await narrow.close();
    }
    expect(await town.told()).toEqual(['Anna: REPLY']);
  });

  it('when the consumer dies in the middle of a batch and reads it again', async () => {
    const topic = await town.topic(anna);
    for (let i = 0; i < 3; i++) await town.replied(topic, boris);
    const dying = {
      name: town.consumer.name,
      effect: true as const,
      apply: async (...[tx, batch]: Parameters<typeof town.consumer.apply>) => {
        await town.consumer.apply(tx, batch);
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      },
    };
    await expect(town.consumers.advance(dying)).rejects.toThrow();
    expect(await town.told()).toEqual([]);
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY', 'Anna: REPLY', 'Anna: REPLY']);
    expect(await town.db.main.row(sql`select count(*)::integer as mails from mail`)).toEqual({ mails: 3 });
  });

  it('when the log is read again from its beginning: nothing is added, also not for who came later', async () => {
    const topic = await town.topic(anna);
    await town.replied(topic, boris);
    await town.deliver();
    await town.follow(clara, topic);
    await town.consumers.startOver(town.consumer);
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY']);
    await town.replied(topic, boris);
    await town.deliver();
    expect(await town.told()).toEqual(['Anna: REPLY', 'Anna: REPLY', 'Clara: REPLY']);
  });
});
