import { once } from 'node:events';
import { type WriteStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Dice, html, personName, remark, title } from './dump-generator-words.js';

/** How much there is of what in a dump, and what an import of it must yield. */
export interface DumpFacts {
  people: number;
  questions: number;
  ideas: number;
  ideasDone: number;
  ideasDeclined: number;
  problems: number;
  problemsFixed: number;
  problemsNotAProblem: number;
  answers: number;
  comments: number;
  solutions: number;
  wikis: number;
  /** Answers and comments whose post is not in the dump or not imported. */
  orphans: number;
}

export interface DumpOptions {
  /** Posts of kind "question". */
  questions: number;
  people?: number;
  seed?: number;
}

/** Questions whose posts are mixed with one another, so that some answers stand before their question. */
const GROUP = 40;
const START = Date.UTC(2012, 3, 1);

/**
 * Writes a dump in the format of Stack Exchange (Users.xml, Posts.xml, Comments.xml), of any size without holding it in memory, and as
 * hostile as a real one: HTML of many ages, posts without owners, deleted people, negative scores, mark-up in comments, a document
 * type that points elsewhere, CRLF. The words are its own.
 */
export async function generateDump(folder: string, { questions, people = questions, seed = 1 }: DumpOptions): Promise<DumpFacts> {
  await mkdir(folder, { recursive: true });
  const writer = new DumpWriter(new Dice(seed), people);
  await writer.users(folder);
  await writer.posts(folder, questions);
  return writer.facts;
}

type Row = Record<string, string | number | undefined>;
interface Post extends Row {
  Id: number;
}

class DumpWriter {
  readonly facts: DumpFacts = {
    ...{ people: 0, questions: 0, ideas: 0, ideasDone: 0, ideasDeclined: 0, problems: 0, problemsFixed: 0, problemsNotAProblem: 0 },
    ...{ answers: 0, comments: 0, solutions: 0, wikis: 0, orphans: 0 },
  };
  private lastPost = 0;
  private lastComment = 0;

  constructor(
    private readonly dice: Dice,
    private readonly people: number,
  ) {}

  async users(folder: string): Promise<void> {
    const file = await XmlFile.open(folder, 'Users.xml', 'users');
    for (let id = 1; id <= this.people; id += 1) {
      const about = this.dice.chance(0.5) ? html(this.dice) : undefined;
      await file.row({
        Id: id,
        Reputation: this.dice.between(1, 5000),
        CreationDate: at(id),
        DisplayName: personName(this.dice, id),
        AboutMe: about,
        Views: 0,
      });
      this.facts.people += 1;
    }
    await file.close();
  }

  async posts(folder: string, questions: number): Promise<void> {
    const posts = await XmlFile.open(folder, 'Posts.xml', 'posts');
    const comments = await XmlFile.open(folder, 'Comments.xml', 'comments');
    for (let done = 0; done < questions; done += GROUP) {
      for (const post of this.group(Math.min(GROUP, questions - done))) {
        await posts.row(post);
        for (let n = this.dice.between(0, 4); n > 0; n -= 1) await comments.row(this.comment(post));
      }
    }
    await Promise.all([posts.close(), comments.close()]);
  }

  private group(size: number): Post[] {
    const threads = Array.from({ length: size }, () => {
      const answers = Array.from({ length: this.dice.between(0, 4) }, () => this.answer());
      return { question: this.question(), answers };
    });
    const wiki: Post = { ...this.post(), PostTypeId: this.dice.pick([4, 5]) };
    const lost: Post = { ...this.answer(), ParentId: 999_999_999 };
    this.facts.wikis += 1;
    this.facts.orphans += 1;
    const all = this.dice.shuffle([...threads.flatMap(({ question, answers }) => [question, ...answers]), wiki, lost]);
    for (const post of all) post.Id = this.lastPost += 1;
    for (const { question, answers } of threads) {
      for (const answer of answers) answer['ParentId'] = question.Id;
      this.facts.answers += answers.length;
      if (answers.length === 0 || !this.dice.chance(0.4)) continue;
      question['AcceptedAnswerId'] = this.dice.pick(answers).Id;
      this.facts.solutions += 1;
    }
    return all;
  }

  private post(): Post {
    const created = this.dice.between(1, 50_000);
    const owner = this.dice.between(1, this.people);
    const known = this.dice.chance(0.94);
    return {
      Id: 0,
      CreationDate: at(created),
      Score: this.dice.between(-6, 30),
      Body: html(this.dice),
      OwnerUserId: known ? owner : this.dice.chance(0.2) ? this.people + owner : undefined,
      OwnerDisplayName: known || this.dice.chance(0.2) ? undefined : `user${owner}`,
      LastEditDate: this.dice.chance(0.3) ? at(created + 500) : undefined,
      LastActivityDate: at(created + 900),
      ContentLicense: 'CC BY-SA 4.0',
    };
  }

  private answer(): Post {
    return { ...this.post(), PostTypeId: 2 };
  }

  private question(): Post {
    const tags = [this.dice.pick(['scales', 'прошивка', 'battery-life', 'c++'])];
    const kind = this.dice.pick(['', '', 'feature-request', 'bug']);
    const status = this.dice.pick(['', '', 'status-completed', 'status-declined', 'status-bydesign', 'status-norepro']);
    if (kind === '') this.facts.questions += 1;
    if (kind === 'feature-request') this.countIdea(status);
    if (kind === 'bug') this.countProblem(status);
    tags.push(...[kind, status].filter((tag) => tag !== ''));
    const closed = this.dice.chance(0.05) ? at(60_000) : undefined;
    return { ...this.post(), PostTypeId: 1, Title: title(this.dice), Tags: tags.map((tag) => `<${tag}>`).join(''), ClosedDate: closed };
  }

  private countIdea(status: string): void {
    this.facts.ideas += 1;
    if (status === 'status-completed') this.facts.ideasDone += 1;
    if (status === 'status-declined' || status === 'status-bydesign') this.facts.ideasDeclined += 1;
  }

  private countProblem(status: string): void {
    this.facts.problems += 1;
    if (status === 'status-completed') this.facts.problemsFixed += 1;
    if (status === 'status-declined' || status === 'status-bydesign') this.facts.problemsNotAProblem += 1;
  }

  private comment(post: Post): Row {
    const isLost = Number(post['PostTypeId']) > 2 || post['ParentId'] === 999_999_999;
    this.facts[isLost ? 'orphans' : 'comments'] += 1;
    const person = this.dice.between(1, this.people);
    const author = this.dice.chance(0.95) ? { UserId: person } : { UserDisplayName: `user${person}` };
    this.lastComment += 1;
    return {
      Id: this.lastComment,
      PostId: post.Id,
      Score: this.dice.between(0, 9),
      Text: remark(this.dice),
      CreationDate: at(this.dice.between(60_000, 90_000)),
      ...author,
    };
  }
}

/** Minutes after the community began, as a dump writes a date. */
function at(minutes: number): string {
  return new Date(START + minutes * 60_000 + (minutes % 1000)).toISOString().slice(0, -1);
}

/** One file of rows, with the byte order mark, the document type and the line ends that dumps come with. */
class XmlFile {
  private constructor(
    private readonly stream: WriteStream,
    private readonly root: string,
  ) {}

  static async open(folder: string, name: string, root: string): Promise<XmlFile> {
    const file = new XmlFile(createWriteStream(path.join(folder, name)), root);
    await file.write(`\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<!DOCTYPE ${root} SYSTEM '${root}.dtd'>\r\n<${root}>\r\n`);
    return file;
  }

  row(attributes: Row): Promise<void> {
    const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
    return this.write(`  <row ${written.map(([name, value]) => `${name}="${escapeAttribute(String(value))}"`).join(' ')} />\r\n`);
  }

  async close(): Promise<void> {
    this.stream.end(`</${this.root}>\r\n`);
    await once(this.stream, 'close');
  }

  private async write(text: string): Promise<void> {
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }
}

function escapeAttribute(value: string): string {
  return value.replace(
    /[&<>"\r\n\t]/g,
    (character) =>
      ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}
