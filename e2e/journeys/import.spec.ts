import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, eventually, testDatabase } from '@veche/platform/testing';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { Client } from '../support/client.js';
import { contentOf } from '../support/database-content.js';
import { type DumpFacts, generateDump } from '../support/dump-generator.js';
import { type ImportEnd, countsIn, startImport } from '../support/import-process.js';
import { startPortal } from '../support/portal.js';

const root = path.resolve(import.meta.dirname, '../..');
const realDump = path.resolve(root, process.env['VECHE_DUMP'] ?? '../shared/data/stackexchange/history-meta');
const REAL: DumpFacts = {
  ...{ people: 2_295, questions: 500, ideas: 36, ideasDone: 2, ideasDeclined: 1, problems: 20, problemsFixed: 5, problemsNotAProblem: 4 },
  ...{ answers: 1_095, comments: 3_454, solutions: 181, wikis: 6, orphans: 0 },
};
const isFull = process.env['VECHE_STORM'] === 'full';
const KILLS = isFull ? 5 : 2;

const scratch = mkdtempSync(path.join(os.tmpdir(), 'veche-dumps-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What the last lines must say. */
function countsOf(facts: DumpFacts, fresh: boolean): ReturnType<typeof countsIn> {
  const shown = ['people', 'questions', 'ideas', 'problems', 'answers', 'comments', 'solutions'] as const;
  return Object.fromEntries(shown.map((name) => [name, { all: facts[name], fresh: fresh ? facts[name] : 0 }]));
}

const isThere = existsSync(path.join(realDump, 'Posts.xml'));
// A quick run takes one dump: the real one where there is one.
const dumps = isThere ? (isFull ? ['generated', 'real'] : ['real']) : ['generated'];
describe.each(dumps)('importing a %s dump', (which) => {
  let dump = realDump;
  let facts = REAL;
  let test: TestDatabase;
  let content: Record<string, string>;

  beforeAll(async () => {
    test = await testDatabase();
    if (which === 'real') return;
    dump = path.join(scratch, 'generated');
    facts = await generateDump(dump, { questions: 300 });
  });
  afterAll(() => test.close());

  it('brings everything, and lists the counts last', async () => {
    const { code, stdout, stderr } = await startImport(dump, test.url).end;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(countsIn(stdout)).toEqual(countsOf(facts, true));
    expect(stdout).toContain(`done ${facts.ideasDone}, declined ${facts.ideasDeclined}`);
    expect(stdout).toContain(`fixed ${facts.problemsFixed}, not a problem ${facts.problemsNotAProblem}`);
    expect(stdout).toContain(`Left out: ${facts.wikis} posts that are neither`);
    if (facts.orphans > 0) expect(stdout).toContain(`Left out: ${facts.orphans} answers and comments`);
    content = await contentOf(test.url);
    expect(content['topic']).toMatch(new RegExp(`^${facts.questions + facts.ideas + facts.problems} rows`));
  }, 180_000);

  it('adds nothing when run again', async () => {
    const { code, stdout } = await startImport(dump, test.url).end;
    expect(code).toBe(0);
    expect(countsIn(stdout)).toEqual(countsOf(facts, false));
    expect(await contentOf(test.url)).toEqual(content);
  }, 180_000);

  it(`ends with the same content when killed with -9 at ${KILLS} random places and run again`, async () => {
    const other = await testDatabase();
    const watcher = new pg.Client({ connectionString: other.url });
    await watcher.connect();
    try {
      const all = Number(/^\d+/.exec(content['interaction']!)?.[0]);
      const places = Array.from({ length: KILLS }, () => Math.ceil(all * (0.02 + 0.88 * Math.random()))).sort((a, b) => a - b);
      for (const place of places) {
        const run = startImport(dump, other.url);
        let end: ImportEnd | undefined;
        void run.end.then((ended) => (end = ended));
        await eventually(async () => {
          const { rows } = await watcher.query<{ n: string }>('select count(*) as n from interaction');
          return end !== undefined || Number(rows[0]!.n) >= place;
        }, 120_000);
        expect(end).toBeUndefined();
        run.kill();
        expect((await run.end).signal).toBe('SIGKILL');
      }
      expect((await startImport(dump, other.url).end).code).toBe(0);
      expect({ places, content: await contentOf(other.url) }).toEqual({ places, content });
    } finally {
      await watcher.end();
      await other.close();
    }
  }, 600_000);

  it('says in the language of the terminal what is broken and where, exits with 1, and goes on once the file is mended', async () => {
    const other = await testDatabase();
    const broken = path.join(scratch, `broken-${which}`);
    try {
      await cp(dump, broken, { recursive: true });
      const posts = readFileSync(path.join(dump, 'Posts.xml'), 'utf8');
      const cut = posts.slice(0, Math.floor(posts.length * 0.6));
      rmSync(path.join(broken, 'Posts.xml'));
      writeFileSync(path.join(broken, 'Posts.xml'), cut);
      const line = cut.split('\n').length;
      const russian = await startImport(broken, other.url, 'ru_RU.UTF-8').end;
      expect(russian.code).toBe(1);
      expect(russian.stderr).toMatch(
        new RegExp(`^Posts\\.xml, строка ${line}: файл кончается слишком рано; похоже, он обрезан\\.\\n.*ничего не повторится\\.\\n$`),
      );
      expect(russian.stdout).toMatch(/ люди +[\d\s]+/);
      const english = await startImport(broken, other.url, 'C').end;
      expect(english.code).toBe(1);
      expect(english.stderr).toMatch(new RegExp(`^Posts\\.xml, line ${line}: the file ends too early; it seems to be cut off\\.\\n`));
      const counts = countsIn(english.stdout);
      expect(counts['people']).toEqual({ all: facts.people, fresh: 0 });
      expect(counts['questions']!.all).toBeGreaterThan(0);
      expect(counts['questions']!.all).toBeLessThan(facts.questions);
      expect(counts['questions']!.fresh).toBe(0);
      expect((await startImport(dump, other.url).end).code).toBe(0);
      expect(await contentOf(other.url)).toEqual(content);
    } finally {
      await other.close();
    }
  }, 300_000);

  it('fills the FAQ of a portal that runs meanwhile', async () => {
    const portal = await startPortal();
    try {
      expect((await startImport(dump, portal.databaseUrl).end).code).toBe(0);
      const visitor = new Client(portal);
      const titles = await eventually(async () => {
        const { faq } = await visitor.ask<{ faq: { entries: Entry[]; past: Entry[] }[] }>(
          '{ faq { entries { topic { title } } past { topic { title } } } }',
        );
        const found = faq.flatMap(({ entries, past }) => [...entries, ...past]).map(({ topic }) => topic.title);
        return found.length > 0 && found;
      }, 60_000);
      const solved = await portal.query<{ title: string }>('select title from topic where solution_reply_id is not null');
      expect(solved.map(({ title }) => title)).toEqual(expect.arrayContaining(titles));
    } finally {
      await portal.close();
    }
  }, 300_000);
});

interface Entry {
  topic: { title: string };
}
