import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** What became of one request. */
export interface Sample {
  /** When it was sent; as all times, in milliseconds of `performance.now()`. */
  at: number;
  took: number;
  /** 0: no answer came, `error` says why. */
  status: number;
  headers: IncomingHttpHeaders;
  error?: string;
}

export interface Question {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One request over a connection that may be kept. Never throws. */
export function ask(
  url: string,
  { path, method = 'GET', headers = {}, body }: Question,
  agent?: Agent,
): Promise<Sample & { body: string }> {
  const at = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, answer: string, given: IncomingHttpHeaders, error?: string) =>
      resolve({ at, took: performance.now() - at, status, body: answer, headers: given, ...(error !== undefined && { error }) });
    const sent = request(new URL(path, url), { method, headers, ...(agent !== undefined && { agent }) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => done(response.statusCode!, text, response.headers));
      response.on('error', (error) => done(0, text, response.headers, error.message));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => done(0, '', {}, error.code ?? error.message));
    sent.end(body);
  });
}

/** So many who ask one after another without a pause, each on a connection of its own, until told to stop. */
export class Load {
  readonly samples: Sample[] = [];
  private readonly agent: Agent;
  private running = true;
  private readonly everybody: Promise<unknown>;

  constructor(
    private readonly url: string,
    people: number,
    private readonly question: (n: number) => Question,
    private readonly pause = 0,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: people });
    this.everybody = Promise.all(Array.from({ length: people }, () => this.person()));
  }

  /** Those sent within this time. */
  within(from: number, to: number): Sample[] {
    return this.samples.filter(({ at }) => at >= from && at < to);
  }

  async stop(): Promise<Sample[]> {
    this.running = false;
    await this.everybody;
    this.agent.destroy();
    return this.samples;
  }

  private async person(): Promise<void> {
    while (this.running) {
      const { at, took, status, headers, error } = await ask(this.url, this.question(this.samples.length), this.agent);
      this.samples.push({ at, took, status, headers, ...(error !== undefined && { error }) });
      // A door that is shut answers at once; without a pause nothing else would run here.
      if (status === 0 || this.pause > 0) await new Promise((resume) => setTimeout(resume, Math.max(this.pause, status === 0 ? 20 : 0)));
    }
  }
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** How many of each status. */
export function tally(samples: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, error } of samples) counts[error ?? status] = (counts[error ?? status] ?? 0) + 1;
  return counts;
}
