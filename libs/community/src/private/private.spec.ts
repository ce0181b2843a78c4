import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicReader } from '../topics/topic.reader.js';
import type { Topic } from '../topics/topic.type.js';
import { LetterToPersonService } from './letter-to-person.service.js';
import { PublicationReader } from './publication.reader.js';
import { PublicationService } from './publication.service.js';

let town: CommunityWorld;
let representative: Viewer;
let publications: PublicationService;
let reader: PublicationReader;
beforeAll(async () => {
  town = await communityWorld();
  representative = await town.person('Rea', 'REPRESENTATIVE');
  publications = town.get(PublicationService);
  reader = town.get(PublicationReader);
});
afterAll(() => town.close());

const COPY = { title: 'How do I pay from abroad?', body: 'The same, without names.' };

/** Somebody who asked the company alone, and what they asked. */
async function confidant(name: string): Promise<{ author: Viewer; topic: Topic }> {
  const asked = await town.person(name);
  const topic = await town.aTopic(asked, { audience: 'PRIVATE', title: 'My card 1234 from Cyprus', body: 'I am Anna K.' });
  return { author: await town.again(asked), topic };
}
const timeline = async (viewer: Viewer) =>
  (await town.test.db.main.rows<{ kind: string }>(sql`select kind from interaction where person_id = ${viewer.personId} order by seq`)).map(
    ({ kind }) => kind,
  );
const consentsOf = (viewer: Viewer) =>
  town.test.db.main.rows(sql`select purpose, version, source from consent where person_id = ${viewer.personId}`);

describe('a cleaned copy of what was said in private', () => {
  it('is asked for, seen word for word, agreed to and published as the author’s own; the private topic stays private', async () => {
    const { author, topic } = await confidant('Anna');
    expect(await reader.ofTopic(representative, topic.key)).toEqual({ canAsk: true, asked: [] });
    await publications.ask(representative, topic.id, COPY);
    const [asked] = (await reader.ofTopic(author, topic.key))!.asked;
    expect(asked).toMatchObject({ title: COPY.title, bodyHtml: `<p>${COPY.body}</p>`, canAnswer: true, agreed: null, publicPath: null });
    expect(await reader.ofTopic(representative, topic.key)).toMatchObject({ canAsk: false, asked: [{ canAnswer: false }] });
    await expect(publications.ask(representative, topic.id, COPY)).rejects.toMatchObject({ code: 'CONFLICT' });

    const path = await publications.answer(author, asked!.id, true);
    const copy = await town.get(TopicReader).byKey(visitor(), path!.split('/')[2]!);
    expect(copy).toMatchObject({ title: COPY.title, audience: 'EVERYONE', author: { id: author.personId } });
    expect(JSON.stringify(copy)).not.toMatch(/1234|Cyprus|Anna K/);
    expect(await town.get(TopicReader).byKey(visitor(), topic.key)).toBeNull();
    expect((await reader.ofTopic(author, topic.key))!.asked).toMatchObject([{ agreed: true, canAnswer: false, publicPath: path }]);
    expect(await consentsOf(author)).toEqual([{ purpose: 'publishing', version: '2026-11', source: 'web' }]);
    expect(await timeline(author)).toEqual(['topic.asked', 'publication.asked', 'topic.asked', 'publication.agreed']);
    await expect(publications.answer(author, asked!.id, false)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is not published without the author: declined, nothing appears and the company may ask for another copy', async () => {
    const { author, topic } = await confidant('Boris');
    await publications.ask(representative, topic.id, COPY);
    const [asked] = (await reader.ofTopic(author, topic.key))!.asked;
    expect(await publications.answer(author, asked!.id, false)).toBeNull();
    const copies = await town.test.db.main.rows(sql`select from topic where author_person_id = ${author.personId} and id <> ${topic.id}`);
    expect([copies, await consentsOf(author)]).toEqual([[], []]);
    expect(await reader.ofTopic(representative, topic.key)).toMatchObject({ canAsk: true, asked: [{ agreed: false, publicPath: null }] });
    expect(await timeline(author)).toEqual(['topic.asked', 'publication.asked', 'publication.declined']);
  });

  it('agreed to twice at once is published once', async () => {
    const { author, topic } = await confidant('Clara');
    await publications.ask(representative, topic.id, COPY);
    const [asked] = (await reader.ofTopic(author, topic.key))!.asked;
    const answers = await Promise.allSettled(Array.from({ length: 4 }, () => publications.answer(author, asked!.id, true)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await town.test.db.main.rows(sql`select from topic where author_person_id = ${author.personId}`)).toHaveLength(2);
  });

  it('is nobody else’s to ask for, to see or to answer', async () => {
    const { author, topic } = await confidant('Dora');
    const [member, moderator] = [await town.person('Mel'), await town.person('Mo', 'MODERATOR')];
    for (const [viewer, code] of [
      [member, 'NOT_FOUND'],
      [moderator, 'FORBIDDEN'],
      [author, 'FORBIDDEN'],
      [visitor(), 'NOT_FOUND'],
    ] as const)
      // prettier-ignore
      await expect(publications.ask(viewer, topic.id, COPY)).rejects.toMatchObject({ code });
    const open = await town.aTopic(member);
    await expect(publications.ask(representative, open.id, COPY)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(publications.ask(representative, topic.id, { title: 'x', body: '' })).rejects.toMatchObject({ field: 'title' });
    await publications.ask(representative, topic.id, COPY);
    const [asked] = (await reader.ofTopic(author, topic.key))!.asked;
    for (const viewer of [member, visitor()]) expect(await reader.ofTopic(viewer, topic.key)).toBeNull();
    for (const viewer of [member, moderator, representative])
      await expect(publications.answer(viewer, asked!.id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(publications.answer(visitor(), asked!.id, true)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a representative writes to a person', () => {
  const letters = () => town.get(LetterToPersonService);
  const handleOf = async (viewer: Viewer) =>
    (await town.test.db.main.row<{ handle: string }>(sql`select handle from person where id = ${viewer.personId}`))!.handle;
  const withAccount = async (name: string): Promise<Viewer> => {
    const viewer = await town.person(name);
    await town.test.db.main.rows(
      sql`insert into account (id, person_id, email, created_at, password_changed_at) values (gen_random_uuid(), ${viewer.personId}, ${`${name}@people.example`}, now(), now())`,
    );
    return viewer;
  };

  it('in private: they and the company read it, it is on their timeline, and they hear of it as of a reply', async () => {
    const person = await withAccount('Eva');
    const topic = await letters().write(representative, await handleOf(person), { title: 'About your order', body: 'It is on its way.' });
    const seen = await town.get(TopicReader).byKey(await town.again(person), topic.key);
    expect(seen).toMatchObject({ audience: 'PRIVATE', answerCount: 1, author: { id: representative.personId } });
    for (const viewer of [visitor(), await town.person('Max')]) expect(await town.get(TopicReader).byKey(viewer, topic.key)).toBeNull();
    expect(await timeline(person)).toEqual(['person.written_to']);
    expect(await town.logged(topic.id)).toEqual(['person.written_to', 'reply.posted']);
    const follows = await town.test.db.main.rows<{ id: string }>(
      sql`select person_id as id from topic_follow where topic_id = ${topic.id}`,
    );
    expect(follows.map(({ id }) => id)).toContain(person.personId);
  });

  it('and what they said to each other becomes public by the person’s word alone, whoever began it', async () => {
    const [person, colleague] = [await withAccount('Gleb'), await town.person('Rolf', 'REPRESENTATIVE')];
    const topic = await letters().write(representative, await handleOf(person), { title: 'About your order', body: 'It is on its way.' });
    for (const asking of [colleague, representative]) expect(await reader.ofTopic(asking, topic.key)).toMatchObject({ canAsk: true });
    await publications.ask(colleague, topic.id, COPY);
    const [asked] = (await reader.ofTopic(await town.again(person), topic.key))!.asked;
    await expect(publications.answer(representative, asked!.id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await publications.answer(await town.again(person), asked!.id, true)).toMatch(/^\/t\//);
  });

  it('and nobody else does, nor to oneself, nor to who cannot read it', async () => {
    const person = await withAccount('Fred');
    const letter = { title: 'About your order', body: 'It is on its way.' };
    const write = async (viewer: Viewer, to: Viewer) => letters().write(viewer, await handleOf(to), letter);
    await expect(write(await town.person('Mel Two'), person)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(write(await town.person('Mo Two', 'MODERATOR'), person)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(write(visitor(), person)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(write(representative, representative)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(write(representative, await town.person('No Account'))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(letters().write(representative, 'nobody-here', letter)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
