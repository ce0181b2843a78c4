import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportReader, ImportedReplies, ImportedTopics, TagRepository } from '@veche/community';
import { ImportedPeople } from '@veche/identity';
import { InteractionLog } from '@veche/interactions';
import { SystemClock, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ImportFault } from '../import.fault.js';
import { totalsOf } from '../import.report.js';
import { type ImportOptions, type ImportParts, importStackExchange } from './import-stackexchange.js';

let test: TestDatabase;
let parts: ImportParts;
let folder: string;
/** A site of its own for each case. */
let site: string;
let cases = 0;

beforeAll(async () => {
  test = await testDatabase();
  const clock = new SystemClock();
  const log = new InteractionLog(clock);
  parts = {
    people: new ImportedPeople(test.db, log, clock),
    topics: new ImportedTopics(test.db, log, new TagRepository(clock)),
    replies: new ImportedReplies(test.db, log),
    reader: new ImportReader(test.db),
  };
});
afterAll(() => test.close());
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'veche-import-'));
  site = `case-${(cases += 1)}`;
  write({});
});
afterEach(() => rmSync(folder, { recursive: true }));

type Attributes = Record<string, string | number>;
const at = (day: number): string => `2015-06-${String(day).padStart(2, '0')}T10:00:00.500`;
const user = (id: number, name = `Person ${id}`): Attributes => ({ Id: id, DisplayName: name, CreationDate: at(1) });
const question = (id: number, more: Attributes = {}): Attributes => ({
  ...{ Id: id, PostTypeId: 1, CreationDate: at(2), Score: 3, Title: `Question number ${id}`, Body: `<p>Body of ${id}</p>`, OwnerUserId: 1 },
  ...more,
});
const answer = (id: number, to: number, more: Attributes = {}): Attributes => ({
  ...{ Id: id, PostTypeId: 2, ParentId: to, CreationDate: at(3), Score: 1, Body: `<p>Answer ${id}</p>`, OwnerUserId: 2 },
  ...more,
});
const comment = (id: number, on: number, more: Attributes = {}): Attributes => ({
  ...{ Id: id, PostId: on, Score: 2, Text: `Comment ${id}`, CreationDate: at(4), UserId: 1 },
  ...more,
});

function write(dump: { users?: Attributes[]; posts?: (Attributes | string)[]; comments?: (Attributes | string)[] }): void {
  const { users = [user(1), user(2)], posts = [], comments = [] } = dump;
  for (const [root, list] of Object.entries({ users, posts, comments })) {
    const lines = list.map((row) => (typeof row === 'string' ? row : `<row ${Object.entries(row).map(attribute).join(' ')} />`));
    writeFileSync(path.join(folder, `${root[0]!.toUpperCase()}${root.slice(1)}.xml`), `<${root}>\n${lines.join('\n')}\n</${root}>`);
  }
}

function attribute([name, value]: [string, string | number]): string {
  return `${name}="${String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')}"`;
}

const run = (options: ImportOptions = {}) => importStackExchange(folder, parts, { site, ...options });
const source = () => `stackexchange:${site}`;

/** Rows of the topic of the one question, or of several, in order. */
const topics = () =>
  test.db.main.rows<Record<string, unknown>>(
    sql`select external_id, kind, status, title, body_md, body_html, author_name, created_at, moved_at, closed_at, imported_score, score,
          answer_count, comment_count, (select external_id from reply r where r.id = solution_reply_id) as solution,
          array(select tag.name from topic_tag tt join tag on tag.id = tag_id where tt.topic_id = t.id order by 1) as tags
        from topic t where source = ${source()} order by external_id`,
  );
const replies = () =>
  test.db.main.rows<Record<string, unknown>>(
    sql`select r.external_id, r.kind, t.external_id as topic, p.external_id as parent, r.body_md, r.author_name, r.imported_score
        from reply r join topic t on t.id = r.topic_id left join reply p on p.id = r.parent_reply_id
        where r.source = ${source()} order by r.external_id`,
  );
const history = () =>
  test.db.main.rows<Record<string, unknown>>(
    sql`select i.kind, i.occurred_at, i.is_imported, i.channel, p.external_id as person, a.external_id as actor, i.payload - 'parentReplyId' as payload
        from interaction i left join person p on p.id = i.person_id left join person a on a.id = i.actor_person_id
        where i.topic_id in (select id from topic where source = ${source()}) order by i.seq`,
  );

describe('the import of a Stack Exchange dump', () => {
  it('makes topics, answers, comments and solutions, with their people, dates, scores and tags', async () => {
    write({
      posts: [
        question(1, { Tags: '<bug><status-completed><Chat>', AcceptedAnswerId: 2, LastActivityDate: at(9), ClosedDate: at(8), Score: -4 }),
        answer(2, 1),
      ],
      comments: [comment(1, 1), comment(2, 2, { Text: '*so*' })],
    });
    expect(await run()).toEqual({ otherPosts: 0, orphans: 0 });
    expect(await topics()).toEqual([
      {
        ...{
          external_id: 'post/1',
          kind: 'PROBLEM',
          status: 'FIXED',
          title: 'Question number 1',
          body_md: 'Body of 1',
          body_html: '<p>Body of 1</p>',
        },
        ...{
          author_name: 'Person 1',
          created_at: new Date(`${at(2)}Z`),
          moved_at: new Date(`${at(9)}Z`),
          closed_at: new Date(`${at(8)}Z`),
        },
        ...{ imported_score: -4, score: -4, answer_count: 1, comment_count: 2, solution: 'post/2', tags: ['chat'] },
      },
    ]);
    const common = { topic: 'post/1', imported_score: 2, author_name: 'Person 1', kind: 'COMMENT' };
    expect(await replies()).toEqual([
      { ...common, external_id: 'comment/1', parent: null, body_md: 'Comment 1' },
      { ...common, external_id: 'comment/2', parent: 'post/2', body_md: '*so*' },
      { ...common, external_id: 'post/2', kind: 'ANSWER', parent: null, body_md: 'Answer 2', author_name: 'Person 2', imported_score: 1 },
    ]);
  });

  it('writes the history to the log, marked as imported, at its own dates, in the records of its people', async () => {
    write({
      posts: [question(1, { Tags: '<feature-request><status-declined>', AcceptedAnswerId: 2, ClosedDate: at(8), Score: 7 }), answer(2, 1)],
      comments: [comment(1, 2)],
    });
    await run();
    const common = { is_imported: true, channel: 'import' };
    expect(await history()).toEqual([
      {
        ...{ ...common, kind: 'topic.asked', occurred_at: new Date(`${at(2)}Z`), person: '1', actor: '1' },
        payload: { topicKind: 'IDEA', audience: 'EVERYONE', importedScore: 7, importedStatus: 'DECLINED' },
      },
      { ...common, kind: 'topic.closed', occurred_at: new Date(`${at(8)}Z`), person: '1', actor: null, payload: {} },
      {
        ...common,
        kind: 'reply.posted',
        occurred_at: new Date(`${at(3)}Z`),
        person: '2',
        actor: '2',
        payload: { replyKind: 'ANSWER', importedScore: 1 },
      },
      { ...common, kind: 'answer.marked_solution', occurred_at: new Date(`${at(3)}Z`), person: '2', actor: '1', payload: {} },
      {
        ...common,
        kind: 'reply.posted',
        occurred_at: new Date(`${at(4)}Z`),
        person: '1',
        actor: '1',
        payload: { replyKind: 'COMMENT', importedScore: 2 },
      },
    ]);
    expect(
      await test.db.main.rows(
        sql`select c.from_status, c.to_status, c.is_imported, c.person_id from status_change c join topic t on t.id = c.topic_id where t.source = ${source()}`,
      ),
    ).toEqual([{ from_status: 'OPEN', to_status: 'DECLINED', is_imported: true, person_id: null }]);
  });

  it('shows authors that are not in the dump by the name that is left of them', async () => {
    const { OwnerUserId: _, ...nobody } = question(3);
    write({ posts: [question(1, { OwnerUserId: 77 }), { ...nobody, Id: 2, OwnerDisplayName: 'user39' }, nobody] });
    await run();
    expect((await topics()).map((topic) => topic['author_name'])).toEqual(['user77', 'user39', 'user']);
    expect((await history()).map((one) => one['person'])).toEqual([null, null, null]);
  });

  it('finds the question of an answer that stands before it, and leaves out what has no place', async () => {
    write({
      posts: [answer(1, 2), question(2), answer(3, 99), { ...question(4), PostTypeId: 4 }, { ...question(5), PostTypeId: 5 }],
      comments: [comment(1, 3), comment(2, 4), comment(3, 1), comment(4, 1234)],
    });
    expect(await run({ batch: 2 })).toEqual({ otherPosts: 2, orphans: 4 });
    expect((await replies()).map((reply) => reply['external_id'])).toEqual(['comment/3', 'post/1']);
  });

  it('does not believe a question that accepts the answer of another', async () => {
    write({ posts: [question(1, { AcceptedAnswerId: 4 }), question(2), answer(3, 1), answer(4, 2)] });
    await run();
    expect((await topics()).map((topic) => topic['solution'])).toEqual([null, null]);
  });

  it('takes a row that comes twice once', async () => {
    write({
      users: [user(1), user(1, 'Other'), user(2)],
      posts: [question(1), question(1), answer(2, 1), answer(2, 1)],
      comments: [comment(1, 1), comment(1, 1)],
    });
    await run();
    expect(await totalsOf(test.db, source())).toMatchObject({ people: 2, questions: 1, answers: 1, comments: 1 });
    expect(await history()).toHaveLength(3);
  });

  it('adds nothing when repeated, and only what is new from a newer dump; what was changed here stays', async () => {
    const dump = { posts: [question(1, { AcceptedAnswerId: 2 }), answer(2, 1)], comments: [comment(1, 1)] };
    write(dump);
    await run();
    await test.db.main.rows(
      sql`update topic set kind = 'IDEA', status = 'PLANNED', title = 'Mended here', solution_reply_id = null where source = ${source()}`,
    );
    const before = [await topics(), await replies(), await history()];
    await run();
    expect([await topics(), await replies(), await history()]).toEqual(before);
    write({ ...dump, comments: [comment(1, 1), comment(2, 2)] });
    await run();
    expect(await replies()).toHaveLength(3);
    expect(await topics()).toEqual([{ ...(before[0]![0] as object), comment_count: 2 }]);
  });

  it('adds everything once when two run at the same time', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => index + 1);
    write({ posts: ids.flatMap((id) => [question(id), answer(id + 100, id)]), comments: ids.map((id) => comment(id, id + 100)) });
    await Promise.all([run({ batch: 7 }), run({ batch: 5 })]);
    expect(await totalsOf(test.db, source())).toMatchObject({ people: 2, questions: 30, answers: 30, comments: 30 });
    expect(await history()).toHaveLength(90);
    expect(new Set((await topics()).map((topic) => `${topic['answer_count']} ${topic['comment_count']}`))).toEqual(new Set(['1 1']));
  });

  it('keeps sites apart that use the same ids', async () => {
    write({ posts: [question(1)] });
    await run();
    await run({ site: `${site}-other` });
    expect(await topics()).toHaveLength(1);
    expect(await totalsOf(test.db, `${source()}-other`)).toMatchObject({ people: 2, questions: 1 });
  });

  it('imports everything before a broken row and nothing of it; once mended, the rest', async () => {
    const posts = [1, 2, 3, 4, 5].map((id) => question(id));
    write({ posts: posts.map((row) => (row['Id'] === 4 ? { ...row, Score: 'many' } : row)) });
    const fault = await run({ batch: 2 }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ImportFault);
    expect((fault as ImportFault).say('en')).toBe("Posts.xml, line 5: the row's attribute Score must be a whole number.");
    expect((fault as ImportFault).say('ru')).toBe('Posts.xml, строка 5: в строке таблицы у атрибута Score должно быть: целое число.');
    expect(await topics()).toHaveLength(3);
    write({ posts });
    await run({ batch: 2 });
    expect(await topics()).toHaveLength(5);
    expect(await history()).toHaveLength(5);
  });

  it('writes nothing when a file or the folder is missing', async () => {
    rmSync(path.join(folder, 'Comments.xml'));
    await expect(run()).rejects.toThrow('no such file');
    expect(await totalsOf(test.db, source())).toMatchObject({ people: 0 });
    await expect(importStackExchange(path.join(folder, 'nowhere'), parts, { site })).rejects.toThrow('no such folder');
  });

  it('stops between two batches when asked to, and goes on when run again', async () => {
    write({ posts: [1, 2, 3, 4, 5].map((id) => question(id)) });
    const stopping = new AbortController();
    const onProgress: ImportOptions['onProgress'] = ({ stage }) => (stage === 'questions' ? stopping.abort() : undefined);
    const stopped: unknown = await run({ batch: 2, signal: stopping.signal, onProgress }).catch((reason: unknown) => reason);
    expect(stopped).toBe(stopping.signal.reason);
    expect(await topics()).toHaveLength(2);
    await run();
    expect(await topics()).toHaveLength(5);
  });
});
