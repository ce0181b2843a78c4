import { randomUUID } from 'node:crypto';
import { type Sample, ask } from './load.js';

const REPLY = `mutation ($input: ReplyInput!) { reply(input: $input) { id } }`;

interface Written {
  body: string;
  key: string;
  acknowledged: number;
  tries: number;
}

/**
 * People who write one reply after another, each with a key of its own. What gets no answer is tried again under the same key. They
 * remember what was acknowledged: who checks afterwards knows what must be there.
 */
export class Writers {
  readonly replies: Written[] = [];
  readonly samples: Sample[] = [];
  private running = true;
  private readonly everybody: Promise<unknown>;

  constructor(
    private readonly url: string,
    cookies: readonly string[],
    private readonly topic: string,
    private readonly pause = 50,
  ) {
    this.everybody = Promise.all(cookies.map((cookie) => this.person(cookie)));
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.everybody;
  }

  /**
   * What is wrong with what the database holds; nothing, when each acknowledged reply is there exactly once and every other at most
   * once.
   * @param stored how often each body is stored
   */
  faults(stored: ReadonlyMap<string, number>): string[] {
    return this.replies.flatMap(({ body, acknowledged, tries }) => {
      const times = stored.get(body) ?? 0;
      if (acknowledged > 0 && times !== 1) return [`${body}: acknowledged, and stored ${times} times`];
      return times > 1 ? [`${body}: tried ${tries} times, and stored ${times} times`] : [];
    });
  }

  private async person(cookie: string): Promise<void> {
    while (this.running) {
      const written: Written = { body: `reply ${randomUUID()}`, key: randomUUID(), acknowledged: 0, tries: 0 };
      this.replies.push(written);
      do {
        await new Promise((resume) => setTimeout(resume, this.pause));
        await this.write(cookie, written);
      } while (written.acknowledged === 0 && this.running);
    }
  }

  private async write(cookie: string, written: Written): Promise<void> {
    written.tries += 1;
    const input = { topic: this.topic, body: written.body, idempotencyKey: written.key };
    const { body, ...sample } = await ask(this.url, {
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(this.url).origin, cookie },
      body: JSON.stringify({ query: REPLY, variables: { input } }),
    });
    this.samples.push(sample);
    if (sample.status === 200 && body.includes('"id"')) written.acknowledged += 1;
  }
}
