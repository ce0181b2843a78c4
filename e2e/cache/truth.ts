import { setTimeout as pause } from 'node:timers/promises';
import type { RunningPortal } from '../support/portal.js';
import type { Random } from './random.js';
import type { Town } from './town.js';

type Processes = readonly { url: string }[];

/** A page that a process went on to serve though it was not true any more. */
export interface Lie {
  page: string;
  language: string;
  process: number;
  /** How long after the act it was asked for, in milliseconds. */
  after: number;
  /** Where both pages differ first. */
  difference: string;
}

/** Pages are true this long after an act, in milliseconds. */
const TRUE_AFTER = 2_000;
const LANGUAGES = ['en', 'ru'] as const;

/**
 * What a visitor gets; `now` is when it was rendered.
 * @param how kept pages are not for visitors with a draft: theirs are rendered anew
 */
export async function served(
  url: string,
  path: string,
  language: string,
  how: 'as ever' | 'anew' = 'as ever',
): Promise<{ status: number; html: string; now: string }> {
  const headers = { 'accept-language': language, ...(how === 'anew' && { cookie: 'veche-draft=none' }) };
  const response = await fetch(new URL(path, url), { redirect: 'manual', headers });
  const html = await response.text();
  return { status: response.status, html, now: /"now":(\d+)/.exec(html)?.[1] ?? '' };
}

/** Without what says when it was rendered. */
function timeless({ status, html }: { status: number; html: string }): string {
  return `${status} ${html.replace(/"now":\d+/, '').replace(/(<time[^>]*>)[^<]*/g, '$1')}`;
}

/** Addresses that a visitor could know: lists, and every topic, product, tag and person there is, visible or not. */
export async function addressesOf(portal: RunningPortal): Promise<string[]> {
  const found = await portal.query<{ path: string }>(
    `select '/t/' || key || '/' || slug as path from topic union all select '/t/' || key || '/' || slug || '?order=newest' from topic
     union all select '/products/' || slug from product union all select '/faq/' || slug from product
     union all select '/tags/' || slug from tag union all select '/people/' || handle from person order by 1`,
  );
  const lists = [
    '/',
    '/questions',
    '/questions?order=new',
    '/questions?filter=unanswered',
    '/problems',
    '/ideas',
    '/faq',
    '/products',
    '/tags',
  ];
  return [...lists, ...found.map(({ path }) => path)];
}

/** Some of them, the given ones among them. */
export function chosenOf(random: Random, addresses: readonly string[], count: number, ...always: (string | undefined)[]): string[] {
  const chosen = new Set(always.filter((path) => path !== undefined));
  while (chosen.size < Math.min(count, addresses.length)) chosen.add(random.of(addresses));
  return [...chosen];
}

/** Asks each process for each page, so that it is kept. */
export async function warm(processes: Processes, pages: readonly string[]): Promise<void> {
  for (const page of pages) {
    await Promise.all(processes.flatMap(({ url }) => LANGUAGES.map((language) => served(url, page, language))));
  }
}

/** Topics that visitors do not see, and that a process serves all the same. To be asked at once after an act. */
export async function exposed(town: Town, processes: Processes): Promise<string[]> {
  const hidden = await town.portal.query<{ path: string }>(
    `select '/t/' || key || '/' || slug as path from topic where audience_id <> 1 or state <> 'published'`,
  );
  const answers = await Promise.all(
    hidden.flatMap(({ path }) => processes.map(async ({ url }) => ({ path, status: (await served(url, path, 'en')).status }))),
  );
  return answers.filter(({ status }) => status !== 404).map(({ path, status }) => `${path} answered ${status}`);
}

/**
 * Compares what is served with what is rendered anew, until all is true; what is untrue though it was asked for two seconds after the
 * act is a lie.
 */
export async function liesAbout(town: Town, processes: Processes, pages: readonly string[], actedAt: number): Promise<Lie[]> {
  // What is derived from the log is there before pages can be expected to show it; it has its two seconds as well.
  await followed(town.portal);
  const deadline = Math.max(actedAt + TRUE_AFTER, performance.now());
  const lies: Lie[] = [];
  const compare = async (page: string, language: string): Promise<void> => {
    for (const [process, { url }] of processes.entries()) {
      const truth = timeless(await served(url, page, language, 'anew'));
      for (;;) {
        const askedAt = performance.now();
        const shown = timeless(await served(url, page, language));
        if (shown === truth) break;
        if (askedAt >= deadline) {
          lies.push({ page, language, process, after: Math.round(askedAt - actedAt), difference: differenceOf(shown, truth) });
          break;
        }
        await pause(100);
      }
    }
  };
  for (const page of pages) await Promise.all(LANGUAGES.map((language) => compare(page, language)));
  return lies;
}

async function followed(portal: RunningPortal): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    const [row] = await portal.query<{ behind: string }>(
      `select coalesce(max(h.position - c.position), 1) + (select count(*) from interaction where position is null) as behind from consumer_cursor c, log_head h`,
    );
    if (row?.behind === '0') return;
    await pause(50);
  }
  throw new Error('the log was not followed');
}

function differenceOf(shown: string, truth: string): string {
  let at = 0;
  while (at < shown.length && shown[at] === truth[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
  return `${around(shown)}\n  instead of\n${around(truth)}`;
}
