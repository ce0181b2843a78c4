import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { logger } from '../log/logger.js';

/** What a gauge reads when somebody asks: a value for each combination of labels. */
export type Reading = readonly { labels?: Record<string, string>; value: number }[];

/** A scrape is answered within this, in milliseconds, whatever is away: Prometheus gives up after ten seconds. */
const PATIENCE = 2_000;

/**
 * What this process counts, times and measures, for Prometheus. Each lib declares its own numbers here when it starts; names begin
 * with `veche_` and end in their unit, as Prometheus' naming guide asks.
 */
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Something that only grows. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** Durations or sizes, counted by bucket. */
  histogram<L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Something that goes up and down, read at each scrape. What cannot be read in time is left out of that scrape. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => Reading | Promise<Reading>): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        this.reset();
        // Without labels a reset means 0, which would be a reading.
        if (labelNames.length === 0) this.remove();
        for (const { labels = {}, value } of await inTime(name, read)) this.set(labels, value);
      },
    });
  }

  /** Everything in Prometheus' text format, and its content type. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

async function inTime(name: string, read: () => Reading | Promise<Reading>): Promise<Reading> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading>((resolve) => (timer = setTimeout(resolve, PATIENCE, [])));
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    logger.debug({ metric: name, error: String(error) }, 'a metric could not be read');
    return [];
  } finally {
    clearTimeout(timer);
  }
}
