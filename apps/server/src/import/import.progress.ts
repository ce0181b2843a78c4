import type { Locale, Message } from '@veche/platform';
import { Presets, SingleBar } from 'cli-progress';
import type { ImportProgress, Stage } from './stackexchange/import-stackexchange.js';

const STAGES: Record<Stage, Message> = {
  people: { en: 'people', ru: 'люди' },
  questions: { en: 'topics', ru: 'темы' },
  answers: { en: 'answers', ru: 'ответы' },
  comments: { en: 'comments', ru: 'комментарии' },
};
const WORDS = { en: { rows: 'rows/s', left: 'left' }, ru: { rows: 'строк/с', left: 'осталось' } } as const;

/** How often a line is printed where there is no terminal to draw a bar on, in milliseconds. */
const LINE_EVERY = 2_000;

/** Shows how far an import is: a bar on a terminal, plain lines elsewhere. */
export interface ProgressDisplay {
  show(progress: ImportProgress): void;
  stop(): void;
}

export function progressDisplay(stream: NodeJS.WriteStream, locale: Locale): ProgressDisplay {
  return stream.isTTY ? barOn(stream, locale) : linesOn(stream, locale);
}

function barOn(stream: NodeJS.WriteStream, locale: Locale): ProgressDisplay {
  const { rows, left } = WORDS[locale];
  const format = `  {bar} {percentage}%  {stage}  {rate} ${rows}  ${left} {eta_formatted}`;
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 50, fps: 5 }, Presets.shades_classic);
  const began = performance.now();
  let started = false;
  return {
    show(progress) {
      const shown = { stage: STAGES[progress.stage][locale], rate: rateOf(progress, began) };
      if (!started) bar.start(progress.totalBytes, 0, shown);
      started = true;
      bar.update(progress.bytes, shown);
    },
    stop: () => bar.stop(),
  };
}

function linesOn(stream: NodeJS.WriteStream, locale: Locale): ProgressDisplay {
  const { rows, left } = WORDS[locale];
  const began = performance.now();
  let printed = began;
  return {
    show(progress) {
      const now = performance.now();
      if (now - printed < LINE_EVERY) return;
      printed = now;
      const share = progress.bytes / progress.totalBytes;
      const seconds = Math.ceil(((now - began) / 1000) * (1 / share - 1));
      const percent = Math.floor(100 * share);
      stream.write(`${percent} %  ${STAGES[progress.stage][locale]}  ${rateOf(progress, began)} ${rows}  ${left} ${seconds} s\n`);
    },
    stop: () => undefined,
  };
}

function rateOf({ rows }: ImportProgress, began: number): number {
  return Math.round(rows / Math.max(0.001, (performance.now() - began) / 1000));
}
