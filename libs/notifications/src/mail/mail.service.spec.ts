import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, newId, sql } from '@veche/platform';
import { STAFF } from '@veche/visibility';
import { Town } from '../testing/town.js';

let town: Town;
let anna: string;
let boris: string;
let topic: string;
beforeAll(async () => {
  town = await Town.found();
});
beforeEach(async () => {
  await town.forget();
  [anna, boris] = [await town.person('Anna'), await town.person('Boris')];
  topic = await town.topic(anna);
});
afterAll(() => town.close());

const states = () => town.db.main.rows<{ state: string; attempts: number }>(sql`select state, attempts from mail order by id`);

describe('mail', () => {
  it('goes to who was told, once, in the words of their language, and leads to the configured address', async () => {
    await town.db.main.rows(sql`update account set locale = 'ru' where person_id = ${anna}`);
    const reply = await town.replied(topic, boris, { text: 'Turn it off' });
    await town.deliver();
    await town.mails.sendDue();
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(1);
    const [letter] = town.post.letters;
    expect(letter).toMatchObject({ to: `${anna}@example.com`, subject: 'Новый ответ: Sound stops' });
    expect(letter!.text).toContain('Boris отвечает в теме «Sound stops».\n\n> Turn it off');
    expect(letter!.text).toMatch(new RegExp(`https://town\\.example/t/\\w{8}/s#r-${reply}`));
    expect(await states()).toEqual([{ state: 'sent', attempts: 1 }]);
  });

  it('is not sent to a member who lost the right between the notification and the mail', async () => {
    await town.replied(topic, boris);
    await town.deliver();
    await town.db.main.rows(sql`update topic set author_person_id = null, audience_id = ${STAFF} where id = ${topic}`);
    await town.mails.sendDue();
    expect(town.post.letters).toEqual([]);
    expect(await states()).toEqual([{ state: 'withheld', attempts: 1 }]);
  });

  it('says nothing of a reply that was deleted before it was sent', async () => {
    const reply = await town.replied(topic, boris);
    await town.deliver();
    await town.deleteReply(reply);
    await town.mails.sendDue();
    expect(town.post.letters).toEqual([]);
  });

  it('is not sent to who switched it off, in the settings or by the link of an earlier mail', async () => {
    await town.replied(topic, boris);
    await town.deliver();
    await town.mails.sendDue();
    const token = new URL(town.post.letters[0]!.unsubscribeUrl!).searchParams.get('token')!;
    await town.preferences.stopBy(token);
    expect(await town.preferences.isOn(await town.viewer(anna))).toBe(false);
    await town.replied(topic, boris);
    await town.deliver();
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(1);
    await town.preferences.set(anna, true);
    await town.replied(topic, boris);
    await town.deliver();
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(2);
  });

  it('is stopped by no link but its own', async () => {
    await expect(town.preferences.stopBy('')).rejects.toThrow('damaged');
    await expect(town.preferences.stopBy(anna)).rejects.toThrow('damaged');
    const token = new URL(town.links.toStop(anna)).searchParams.get('token')!;
    await expect(town.preferences.stopBy(`${token.slice(0, -2)}AA`)).rejects.toThrow('damaged');
    expect(await town.preferences.isOn(await town.viewer(anna))).toBe(true);
  });

  it('waits while the mail server is away and goes out when it is back', async () => {
    for (let i = 0; i < 2; i++) await town.replied(topic, boris);
    await town.deliver();
    town.post.failure = new Error('connect ECONNREFUSED');
    await town.mails.sendDue();
    // One was tried; the server is away, so the other one was not.
    expect((await states()).map(({ attempts }) => attempts).sort()).toEqual([0, 1]);
    town.post.failure = undefined;
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(1);
    town.clock.advance(2 * MINUTE);
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(2);
    expect((await states()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('is given up at once when the server refuses it, and goes on with the next', async () => {
    for (let i = 0; i < 2; i++) await town.replied(topic, boris);
    await town.deliver();
    town.post.failure = Object.assign(new Error('550 no such mailbox'), { responseCode: 550 });
    await town.mails.sendDue();
    expect((await states()).map(({ state }) => state)).toEqual(['failed', 'failed']);
  });

  it('is given up after twenty attempts, more than three days later', async () => {
    const begun = town.clock.now().getTime();
    await town.replied(topic, boris);
    await town.deliver();
    town.post.failure = new Error('greylisted');
    for (let state = 'waiting'; state === 'waiting'; town.clock.advance(MINUTE)) {
      const [next] = await town.db.main.rows<{ at: Date }>(sql`select next_attempt_at as at from mail`);
      town.clock.set(next!.at);
      await town.mails.sendDue();
      state = (await states())[0]!.state;
    }
    expect(await states()).toEqual([{ state: 'failed', attempts: 20 }]);
    expect(town.clock.now().getTime() - begun).toBeGreaterThan(72 * HOUR);
  });

  it('is sent once when two workers send at once', async () => {
    for (let i = 0; i < 10; i++) await town.replied(topic, boris);
    await town.deliver();
    await Promise.all([town.mails.sendDue(), town.mails.sendDue(), town.mails.sendDue()]);
    expect(town.post.letters).toHaveLength(10);
    expect(new Set(town.post.letters.map(({ id }) => id)).size).toBe(10);
  });

  it('of a worker that died with it in hand goes out under the same id after its lease', async () => {
    await town.replied(topic, boris);
    await town.deliver();
    // Sent, but the word that it was sent is lost with the process.
    await town.mails.sendDue();
    await town.db.main.rows(sql`update mail set state = 'waiting', recipient = null, subject = null, text = null, decided_at = null`);
    await town.mails.sendDue();
    expect(town.post.letters).toHaveLength(1);
    town.clock.advance(2 * MINUTE);
    await town.mails.sendDue();
    expect(town.post.letters.map(({ id }) => id)).toEqual([town.post.letters[0]!.id, town.post.letters[0]!.id]);
  });

  it('quotes the company’s word on the status that it tells of, also when another followed before it was written', async () => {
    const idea = await town.topic(anna, { kind: 'IDEA', title: 'Dark mode' });
    const set = async (from: 'OPEN' | 'PLANNED', to: 'PLANNED' | 'DONE', word: string) => {
      const changeId = newId();
      await town.db.main.rows(sql`update topic set status = ${to} where id = ${idea}`);
      await town.db.main.rows(
        sql`insert into status_change (id, topic_id, audience_id, topic_state, from_status, to_status, word_md, word_html, person_id, created_at)
            values (${changeId}, ${idea}, 1, 'published', ${from}, ${to}, '', ${`<p>${word}</p>`}, ${boris}, now())`,
      );
      await town.happened({ kind: 'status.changed', payload: { from, to, changeId }, actorPersonId: boris, topicId: idea });
    };
    await set('OPEN', 'PLANNED', 'Next spring');
    await set('PLANNED', 'DONE', 'Here it is');
    await town.deliver();
    await town.mails.sendDue();
    const told = town.post.letters.map(({ subject, text }) => [subject, /^> (.*)$/m.exec(text)?.[1]]);
    expect(told.sort()).toEqual([
      ['Done: Dark mode', 'Here it is'],
      ['Planned: Dark mode', 'Next spring'],
    ]);
  });
});

describe('sent mails', () => {
  it('are shown to an administrator without the link that would stop them, and only those that they may read', async () => {
    const admin = await town.viewer(await town.person('Admin', 'ADMIN'));
    await town.replied(topic, boris);
    await town.deliver();
    await town.mails.sendDue();
    const [mail] = await town.written.newest(admin, 50);
    expect(mail).toMatchObject({ to: `${anna}@example.com`, subject: 'New reply: Sound stops' });
    expect(mail!.text).toContain('token=…');
    expect(mail!.text).not.toMatch(/token=\w/);
    // An audience that the administrator does not belong to, as a closed group will be.
    await town.db.main.rows(sql`insert into audience (id, kind) values (100, 'members')`);
    await town.move(topic, 100);
    expect(await town.written.newest(admin, 50)).toEqual([]);
  });
});
