import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Question } from './load.js';

/** Somebody who asks these questions in turn, so many times a second, whatever the answers are. */
export class Flood {
  private readonly worker: Worker;

  constructor(url: string, questions: readonly Question[], rate: number) {
    this.worker = new Worker(path.join(import.meta.dirname, 'flood-worker.mjs'), { workerData: { url, questions, rate } });
  }

  /** Ends it. @returns how many were answered with which status, or ended by which error */
  async stop(): Promise<Record<string, number>> {
    const told = new Promise<Record<string, number>>((resolve, reject) => {
      this.worker.once('message', resolve);
      this.worker.once('error', reject);
    });
    this.worker.postMessage('stop');
    return told.finally(() => this.worker.terminate());
  }
}
