import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ImportFault } from '../import.fault.js';
import { readDump } from './dump.reader.js';
import { type CommentRow, commentRow } from './dump.rows.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'veche-dump-'));
afterAll(() => rmSync(folder, { recursive: true }));

const head = '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<!DOCTYPE comments SYSTEM \'comments.dtd\'>\r\n<comments>\r\n';
const row = (id: number, text = 'x') =>
  `  <row Id="${id}" PostId="1" Score="-3" Text="${text}" CreationDate="2011-10-11T19:50:34.047" UserId="12" />\r\n`;
const whole = `${head}${row(1)}${row(2)}</comments>`;

/** Rows that came before the fault, and the fault. */
async function read(content: string | Buffer): Promise<{ rows: CommentRow[]; fault: ImportFault | undefined }> {
  writeFileSync(path.join(folder, 'Comments.xml'), content);
  const found: CommentRow[] = [];
  try {
    for await (const { rows } of readDump(folder, 'Comments.xml', 'comments', commentRow)) found.push(...rows);
  } catch (error) {
    if (error instanceof ImportFault) return { rows: found, fault: error };
    throw error;
  }
  return { rows: found, fault: undefined };
}

describe('reading a dump', () => {
  it('gives typed rows, dates in UTC, references to characters resolved', async () => {
    const { rows, fault } = await read(`${head}${row(1, 'a &lt;b&gt; &amp;amp; &#xD;&#xA;&#x1F41D; Ё')}</comments>\r\n`);
    expect(fault).toBeUndefined();
    expect(rows).toEqual([
      { Id: '1', PostId: '1', Score: -3, Text: 'a <b> &amp; \r\n🐝 Ё', CreationDate: new Date('2011-10-11T19:50:34.047Z'), UserId: '12' },
    ]);
  });

  it('puts a character together that two pieces of the file share', async () => {
    const text = 'Ё🐝'.repeat(100_000);
    expect((await read(`${head}${row(1, text)}${row(2, `x${text}`)}</comments>`)).rows[0]?.Text).toBe(text);
  });

  it('never reaches for the document type that the file points to', async () => {
    expect((await read(whole.replace("'comments.dtd'", "'http://127.0.0.1:1/comments.dtd'"))).rows).toHaveLength(2);
  });

  const bomb = `<!DOCTYPE comments [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>`;
  it.each<[string, string | Buffer, number, number, RegExp, RegExp]>([
    ['is no XML', 'PK\u0003\u0004 this is a zip', 0, 1, /not well-formed/, /не правильный XML/],
    ['is empty', '', 0, 1, /cut off/, /обрезан/],
    ['is cut off between rows', `${head}${row(1)}`, 1, 5, /cut off/, /обрезан/],
    ['is cut off within a row', whole.slice(0, -60), 1, 5, /cut off/, /обрезан/],
    ['has an unknown entity', `${head}${row(1)}${row(2, '&nbsp;')}</comments>`, 1, 5, /unknown entity/, /неизвестная сущность/],
    [
      'declares entities (a "billion laughs")',
      `${bomb}<comments>${row(1, '&c;')}</comments>`,
      0,
      1,
      /entities of its own/,
      /собственные сущности/,
    ],
    [
      'reads a file by an entity',
      `<!DOCTYPE comments [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<comments>${row(1, '&x;')}</comments>`,
      0,
      1,
      /entities of its own/,
      /собственные сущности/,
    ],
    [
      'has a word for a number',
      whole.replace('Score="-3"', 'Score="many"'),
      0,
      4,
      /attribute Score must be a whole number/,
      /Score .*целое число/,
    ],
    ['has a number that is too large', whole.replace('Score="-3"', 'Score="9999999999"'), 0, 4, /Score/, /Score/],
    [
      'has no date',
      whole.replace(/CreationDate="[^"]*" UserId="12" \/>\r\n(?=<\/)/, 'UserId="12" />\r\n'),
      1,
      5,
      /CreationDate must be a date/,
      /CreationDate .*дата/,
    ],
    ['has a date that is none', whole.replace('2011-10-11', '2011-13-41'), 0, 4, /CreationDate/, /CreationDate/],
    ['has no id', whole.replace('Id="1" Post', 'Post'), 0, 4, /attribute Id/, /Id/],
    [
      'is another file of the dump',
      whole.replaceAll('comments', 'posts'),
      0,
      3,
      /<comments> was expected here, not <posts>/,
      /<comments>, а не <posts>/,
    ],
    ['has other elements than rows', whole.replace('<row Id="2"', '<line Id="2"'), 1, 5, /<row> was expected/, /<row>, а не <line>/],
    ['has a zero character', `${head}${row(1, 'a&#0;b')}</comments>`, 0, 4, /entity|well-formed/, /сущность|XML/],
    [
      'is in another encoding',
      Buffer.from(whole.replace('Text="x"', 'Text="Ё"'), 'utf16le'),
      0,
      1,
      /not UTF-8|not well-formed/,
      /UTF-8|XML/,
    ],
    ['is not UTF-8', Buffer.from(whole.replace('Text="x"', 'Text="\xe9"'), 'latin1'), 0, 1, /UTF-8|well-formed/, /UTF-8|XML/],
    ['is a row without an end', `${head}<row Text="${'x'.repeat(10_000_000)}`, 0, 4, /longer than 8 MB/, /длиннее 8 МБ/],
  ])('of a file that %s gives the rows before and one fault with its line', async (_name, content, before, line, en, ru) => {
    const { rows, fault } = await read(content);
    expect(rows).toHaveLength(before);
    expect(fault?.line).toBe(line);
    expect(fault?.say('en')).toMatch(en);
    expect(fault?.say('ru')).toMatch(ru);
    expect(fault?.say('ru')).toContain(`Comments.xml, строка ${line}:`);
  });
});
