import { type Database, type Locale, type Message, sql } from '@veche/platform';
import type { LeftOut } from './stackexchange/import-stackexchange.js';

/** What the portal holds of one source. */
export interface ImportTotals {
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
}

/** Counts everything that came from a source, whoever changed it since. */
export async function totalsOf(database: Database, source: string): Promise<ImportTotals> {
  const row = await database.main.row<ImportTotals>(
    sql`select p.*, t.*, r.* from
        (select count(*)::int as people from person where source = ${source}) as p,
        (select count(*) filter (where kind = 'QUESTION')::int as questions,
                count(*) filter (where kind = 'IDEA')::int as ideas,
                count(*) filter (where kind = 'IDEA' and status = 'DONE')::int as "ideasDone",
                count(*) filter (where kind = 'IDEA' and status = 'DECLINED')::int as "ideasDeclined",
                count(*) filter (where kind = 'PROBLEM')::int as problems,
                count(*) filter (where kind = 'PROBLEM' and status = 'FIXED')::int as "problemsFixed",
                count(*) filter (where kind = 'PROBLEM' and status = 'NOT_A_PROBLEM')::int as "problemsNotAProblem",
                count(solution_reply_id)::int as solutions
         from topic where source = ${source}) as t,
        (select count(*) filter (where kind = 'ANSWER')::int as answers, count(*) filter (where kind = 'COMMENT')::int as comments
         from reply where source = ${source}) as r`,
  );
  if (row === undefined) throw new Error('a count without a group gives one row');
  return row;
}

type Line = 'people' | 'questions' | 'ideas' | 'problems' | 'answers' | 'comments' | 'solutions';
const LINES: Record<Line, Message> = {
  people: { en: 'people', ru: 'люди' },
  questions: { en: 'questions', ru: 'вопросы' },
  ideas: { en: 'ideas', ru: 'идеи' },
  problems: { en: 'problems', ru: 'проблемы' },
  answers: { en: 'answers', ru: 'ответы' },
  comments: { en: 'comments', ru: 'комментарии' },
  solutions: { en: 'solutions', ru: 'решения' },
};

/** The last lines of an import: how much there is now of what, and how much of it came just now. */
export function reportOf(before: ImportTotals, now: ImportTotals, left: LeftOut | undefined, locale: Locale): string {
  const numbers = new Intl.NumberFormat(locale);
  const cell = (text: string): string => text.padStart(10);
  const details: Partial<Record<Line, Message>> = {
    ideas: { en: `done ${now.ideasDone}, declined ${now.ideasDeclined}`, ru: `сделано ${now.ideasDone}, отклонено ${now.ideasDeclined}` },
    problems: {
      en: `fixed ${now.problemsFixed}, not a problem ${now.problemsNotAProblem}`,
      ru: `исправлено ${now.problemsFixed}, не проблема ${now.problemsNotAProblem}`,
    },
  };
  const lines = Object.entries(LINES).map(([name, text]) => {
    const line = name as Line;
    const detail = details[line] === undefined ? '' : `   ${details[line][locale]}`;
    return `  ${text[locale].padEnd(12)}${cell(numbers.format(now[line]))}${cell(numbers.format(now[line] - before[line]))}${detail}`;
  });
  const head = locale === 'ru' ? `${''.padEnd(14)}${cell('всего')}${cell('новых')}` : `${''.padEnd(14)}${cell('in all')}${cell('new')}`;
  return [...(left === undefined ? [] : leftLines(left, locale)), head, ...lines, ''].join('\n');
}

function leftLines({ otherPosts, orphans }: LeftOut, locale: Locale): string[] {
  const lines: Message[] = [];
  if (otherPosts > 0) {
    lines.push({
      en: `Left out: ${otherPosts} posts that are neither questions nor answers (wiki pages).`,
      ru: `Не перенесены записи, которые не вопросы и не ответы (страницы вики): ${otherPosts}.`,
    });
  }
  if (orphans > 0) {
    lines.push({
      en: `Left out: ${orphans} answers and comments whose post is not in the dump or was left out.`,
      ru: `Не перенесены ответы и комментарии, чьей записи в выгрузке нет или она не перенесена: ${orphans}.`,
    });
  }
  return lines.map((line) => line[locale]);
}
