import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MovedClock, sql } from '@veche/platform';
import { Gate, MEMBERS, PRIVATE_FROM, STAFF, type Viewer, visitor } from '@veche/visibility';
import { Shelf } from '../testing/shelf.js';
import { ofDraft, ofSearch } from './query-text.js';
import { TopicFinder } from './topic.finder.js';

describe('finding topics', () => {
  let shelf: Shelf;
  let finder: TopicFinder;
  const topics: Record<string, string> = {};
  beforeAll(async () => {
    shelf = await Shelf.set(new MovedClock());
    finder = new TopicFinder(new Gate(shelf.db));
    topics['sound'] = await shelf.topic('Пропадает звук после обновления плеера', {
      lead: 'После вчерашнего обновления видео идёт без звука.',
    });
    topics['tree'] = await shelf.topic('Ёлка в логотипе', { lead: 'Можно ли убрать ёлку из логотипа после праздников?' });
    topics['login'] = await shelf.topic('Cannot sign in after changing my e-mail', {
      lead: 'The password is right, the page says it is not.',
    });
    topics['export'] = await shelf.topic('Exporting invoices as CSV', { lead: 'We need every invoice of the year.' });
    topics['exportIdea'] = await shelf.topic('Exporting receipts as CSV', { kind: 'IDEA', lead: 'We need every invoice of the year.' });
    topics['members'] = await shelf.topic('Zeppelin schedule', { audience: MEMBERS });
    topics['staff'] = await shelf.topic('Zeppelin accident', { audience: STAFF });
  });
  afterAll(() => shelf.close());

  const name = (id: string) => Object.keys(topics).find((key) => topics[key] === id)!;
  const search = async (text: string, viewer: Viewer = visitor()) => (await finder.find(viewer, ofSearch(text), 20)).map(name);
  const similar = async (title: string, body = '', kind: string | null = null) =>
    (await finder.find(visitor(), ofDraft(title, body, kind), 5)).map(name);

  it('finds any form of a word in both languages, and ё as е', async () => {
    expect(await search('звуком')).toEqual(['sound']);
    expect(await search('елки')).toEqual(['tree']);
    expect((await search('export invoice'))[0]).toBe('export');
  });

  it('is not led astray by one odd word among the right ones', async () => {
    expect((await similar('Пропал звук в браузере Вивальди'))[0]).toBe('sound');
    expect((await similar('Qwertyuiop: sign in with a changed e-mail'))[0]).toBe('login');
  });

  it('forgives misspelt words', async () => {
    expect(await search('пропдает')).toEqual(['sound']);
    expect(await search('обнавление')).toEqual(['sound']);
    expect(await search('pasword')).toEqual(['login']);
  });

  it('reads the text of a draft too, less than its title, and prefers the same kind', async () => {
    expect((await similar('Помогите', 'обновили плеер, и звука нет'))[0]).toBe('sound');
    expect((await similar('CSV of the year', '', 'IDEA'))[0]).toBe('exportIdea');
    expect((await similar('CSV of the year', '', 'QUESTION'))[0]).toBe('export');
  });

  it('shows topics with all words of a search first, then those with any', async () => {
    expect(await search('receipts export')).toEqual(['exportIdea', 'export']);
    expect((await search('password zvuk звук ёлка')).sort()).toEqual(['login', 'sound', 'tree']);
  });

  it('understands "a phrase" and -without', async () => {
    expect((await search('"exporting receipts"'))[0]).toBe('exportIdea');
    expect(await search('exporting -receipts')).toEqual(['export']);
    expect(await search('-receipts')).toEqual([]);
  });

  it('shows each viewer only what the gate lets through, also by misspelt words', async () => {
    const [member, staff] = [await shelf.member(), await shelf.member(['MODERATOR'])];
    for (const text of ['zeppelin', 'zepelin']) {
      expect(await search(text)).toEqual([]);
      expect(await search(text, member)).toEqual(['members']);
      expect((await search(text, staff)).sort()).toEqual(['members', 'staff']);
    }
  });

  it('finds private questions for the person who asked and for the company, and nothing unpublished for anybody', async () => {
    const asker = await shelf.person();
    await shelf.db.main.rows(sql`insert into audience (id, kind, person_id) values (${PRIVATE_FROM + 5}, 'private', ${asker})`);
    topics['private'] = await shelf.topic('Kaleidoscope for one', { audience: PRIVATE_FROM + 5 });
    topics['held'] = await shelf.topic('Kaleidoscope held back');
    await shelf.db.main.rows(sql`update topic set state = 'held' where id = ${topics['held']}`);
    const own = { ...(await shelf.member()), personId: asker, audienceIds: [1, 2, PRIVATE_FROM + 5] };
    expect(await search('kaleidoscope', own)).toEqual(['private']);
    expect(await search('kaleidoscope', await shelf.member())).toEqual([]);
    expect(await search('kaleidoscope', await shelf.member(['MODERATOR']))).toEqual(['private']);
  });

  it('does not rank by what the viewer cannot see', async () => {
    const before = await search('after sign invoice обновления');
    for (let i = 0; i < 20; i++) await shelf.topic(`Sign ${i} invoice`, { audience: STAFF });
    expect(await search('after sign invoice обновления')).toEqual(before);
  });

  it('takes any text: operators, quotes, backslashes, nothing, too much', async () => {
    for (const text of [
      "'",
      '\\',
      '!',
      '& | ! ( ) : *',
      "o'brien \\ x:*",
      '"',
      '-',
      '--- -"',
      '\u0000',
      'или',
      'a'.repeat(100_000),
      'звук '.repeat(10_000),
      '😀 ﷽',
      '<->',
      "';drop table topic;--",
    ]) {
      await search(text);
      await similar(text, text);
    }
    expect(await search('   ')).toEqual([]);
    expect(await search('O\'Brien\'s "звук" \\ :*')).toEqual(['sound']);
  });
});
