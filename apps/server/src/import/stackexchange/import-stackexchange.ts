import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ImportOutcome, ImportReader, ImportedReplies, ImportedTopics } from '@veche/community';
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
  /** The one thing that grows with the file: some 30 bytes for each accepted answer. */
  private readonly accepted = new Set<string>();
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
    return this.batches('questions', FILES.posts, 'posts', postRow, async (posts) => {
      const questions = posts.filter(({ PostTypeId }) => PostTypeId === QUESTION);
      this.left.otherPosts += posts.filter(({ PostTypeId }) => PostTypeId !== QUESTION && PostTypeId !== ANSWER).length;
      for (const { AcceptedAnswerId } of questions) if (AcceptedAnswerId !== undefined) this.accepted.add(AcceptedAnswerId);
      const missing = await this.parts.reader.missingTopics(this.source, questions.map(postId));
      await this.parts.topics.add(this.source, questions.filter((post) => missing.has(postId(post))).map(topicOf));
    });
  }

  answers(): Promise<void> {
    return this.batches('answers', FILES.posts, 'posts', postRow, async (posts) => {
      const answers = posts.filter(({ PostTypeId }) => PostTypeId === ANSWER);
      const missing = await this.parts.reader.missingReplies(this.source, answers.map(postId));
      const added = answers.filter((post) => missing.has(postId(post)));
      this.leave(
        await this.parts.replies.add(
          this.source,
          added.map((post) => answerOf(post, this.accepted.has(post.Id))),
        ),
      );
    });
  }

  comments(): Promise<void> {
    return this.batches('comments', FILES.comments, 'comments', commentRow, async (comments) => {
      const missing = await this.parts.reader.missingReplies(this.source, comments.map(commentId));
      const added = comments.filter((comment) => missing.has(commentId(comment)));
      // A comment's row does not say whether its post is a question or an answer.
      const topics = await this.parts.reader.topicsOfReplies(
        this.source,
        added.map(({ PostId }) => postNumber(PostId)),
      );
      this.leave(
        await this.parts.replies.add(
          this.source,
          added.map((comment) => commentOf(comment, topics)),
        ),
      );
    });
  }

  private leave({ left }: ImportOutcome): void {
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
