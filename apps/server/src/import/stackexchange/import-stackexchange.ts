import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImportReader, ImportedReplies, ImportedReply, ImportedTopics } from '@veche/community';
import type { ImportedPeople } from '@veche/identity';
import type { z } from 'zod';
import { ImportFault } from '../import.fault.js';
import { readDump } from './dump.reader.js';
import { commentRow, postRow, userRow } from './dump.rows.js';
import { answerOf, commentId, commentOf, personOf, postId, postNumber, topicOf } from './portal-rows.js';

/** Writers of the libs that the import fills. */
export interface ImportParts {
  people: ImportedPeople;
  topics: ImportedTopics;
  replies: ImportedReplies;
  reader: ImportReader;
}

/** What is being read; in this order. */
export type Stage = 'people' | 'questions' | 'answers' | 'comments';

/** How far an import is. */
export interface ImportProgress {
  stage: Stage;
  /** Rows read so far, over all stages. */
  rows: number;
  bytes: number;
  totalBytes: number;
}

export interface ImportOptions {
  /** Names the place that the dump is of; ids are unique within it. Default: the folder's name. */
  site?: string;
  /** Rows of a transaction. */
  batch?: number;
  onProgress?: (progress: ImportProgress) => void;
  /** Stops between two batches; running the import again continues. */
  signal?: AbortSignal;
}

/** What did not come, and why. */
export interface LeftOut {
  /** Rows of Posts.xml that are neither questions nor answers: wiki pages of tags and the like. */
  otherPosts: number;
  /** Answers whose question, and comments whose post, is not in the portal. */
  orphans: number;
}

const FILES = { users: 'Users.xml', posts: 'Posts.xml', comments: 'Comments.xml' } as const;
const QUESTION = '1';
const ANSWER = '2';

/** Under this name the rows of a site keep their ids of there. */
export function sourceOf(folder: string, site?: string): string {
  return `stackexchange:${site ?? path.basename(path.resolve(folder))}`;
}

/**
 * Imports a public data dump of a Stack Exchange site: people, questions, answers, comments. Each batch is one transaction; what is
 * in the portal already stays as it is, so a second run, or one after a kill, adds exactly what is missing.
 * @throws ImportFault naming file and line; everything before that row is imported
 */
export async function importStackExchange(folder: string, parts: ImportParts, options: ImportOptions = {}): Promise<LeftOut> {
  const totalBytes = await sizeOf(folder);
  const work = new StackExchangeImport(folder, parts, options, totalBytes);
  await work.people();
  await work.questions();
  await work.answers();
  await work.comments();
  return work.left;
}

class StackExchangeImport {
  readonly left: LeftOut = { otherPosts: 0, orphans: 0 };
  private readonly source: string;
  /** Question of each accepted answer: the one thing that grows with the file, by some 100 bytes for each. */
  private readonly accepted = new Map<string, string>();
  private bytesBefore = 0;
  private rows = 0;

  constructor(
    private readonly folder: string,
    private readonly parts: ImportParts,
    private readonly options: ImportOptions,
    private readonly totalBytes: number,
  ) {
    this.source = sourceOf(folder, options.site);
  }

  people(): Promise<void> {
    return this.batches('people', FILES.users, 'users', userRow, async (users) => {
      await this.parts.people.add(this.source, users.map(personOf));
    });
  }

  questions(): Promise<void> {
    const { topics, reader } = this.parts;
    return this.batches('questions', FILES.posts, 'posts', postRow, async (posts) => {
      const questions = posts.filter(({ PostTypeId }) => PostTypeId === QUESTION);
      this.left.otherPosts += posts.filter(({ PostTypeId }) => PostTypeId !== QUESTION && PostTypeId !== ANSWER).length;
      for (const { Id, AcceptedAnswerId } of questions) if (AcceptedAnswerId !== undefined) this.accepted.set(AcceptedAnswerId, Id);
      const missing = await reader.missingTopics(this.source, questions.map(postId));
      const added = questions.filter((post) => missing.has(postId(post))).map(topicOf);
      if (added.length > 0) await topics.add(this.source, added);
    });
  }

  answers(): Promise<void> {
    return this.batches('answers', FILES.posts, 'posts', postRow, async (posts) => {
      const answers = await this.missing(
        posts.filter(({ PostTypeId }) => PostTypeId === ANSWER),
        postId,
      );
      await this.reply(answers.map((post) => answerOf(post, this.accepted.get(post.Id) === post.ParentId)));
    });
  }

  comments(): Promise<void> {
    return this.batches('comments', FILES.comments, 'comments', commentRow, async (rows) => {
      const comments = await this.missing(rows, commentId);
      // A comment's row does not say whether its post is a question or an answer.
      const posts = comments.map(({ PostId }) => postNumber(PostId));
      const topics = await this.parts.reader.topicsOfReplies(this.source, posts);
      await this.reply(comments.map((comment) => commentOf(comment, topics)));
    });
  }

  /** What is there already is not even converted. */
  private async missing<T>(found: T[], idOf: (row: T) => string): Promise<T[]> {
    const missing = await this.parts.reader.missingReplies(this.source, found.map(idOf));
    return found.filter((row) => missing.has(idOf(row)));
  }

  private async reply(added: ImportedReply[]): Promise<void> {
    if (added.length === 0) return;
    const { left } = await this.parts.replies.add(this.source, added);
    this.left.orphans += left.length;
  }

  /** Reads one file and hands its rows on in batches; those before a fault too. */
  private async batches<T>(
    stage: Stage,
    file: string,
    root: string,
    row: z.ZodType<T>,
    work: (batch: T[]) => Promise<void>,
  ): Promise<void> {
    const size = this.options.batch ?? 250;
    let waiting: T[] = [];
    let bytes = 0;
    const flush = async (least: number): Promise<void> => {
      while (waiting.length > 0 && waiting.length >= least) {
        this.options.signal?.throwIfAborted();
        const batch = waiting.slice(0, size);
        await work(batch);
        waiting = waiting.slice(size);
        this.rows += batch.length;
        this.options.onProgress?.({ stage, rows: this.rows, bytes: this.bytesBefore + bytes, totalBytes: this.totalBytes });
      }
    };
    try {
      for await (const chunk of readDump(this.folder, file, root, row)) {
        waiting.push(...chunk.rows);
        bytes = chunk.bytes;
        await flush(size);
      }
    } catch (error) {
      if (error instanceof ImportFault) await flush(1);
      throw error;
    }
    await flush(1);
    this.bytesBefore += bytes;
  }
}

/** All files must be there before anything is written. */
async function sizeOf(folder: string): Promise<number> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new ImportFault(folder, { en: 'there is no such folder.', ru: 'такой папки нет.' });
  const size = async (file: string): Promise<number> => {
    const facts = await stat(path.join(folder, file)).catch(() => undefined);
    if (facts?.isFile()) return facts.size;
    throw new ImportFault(file, { en: `the folder ${folder} has no such file.`, ru: `в папке ${folder} нет такого файла.` });
  };
  return (await size(FILES.users)) + 2 * (await size(FILES.posts)) + (await size(FILES.comments));
}
