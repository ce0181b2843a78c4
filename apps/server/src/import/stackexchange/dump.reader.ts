import { createReadStream } from 'node:fs';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import type { Message } from '@veche/platform';
import { SaxesParser } from 'saxes';
import type { z } from 'zod';
import { ImportFault } from '../import.fault.js';
import { sayIssue } from './dump.rows.js';

const MEGABYTE = 1_048_576;
/** No row of a real dump comes near this; a file without rows must not fill the memory. */
const LONGEST_ROW = 8 * MEGABYTE;

/** Some rows of a file, and how many of its bytes have been read up to here. */
export interface Chunk<T> {
  rows: T[];
  bytes: number;
}

/**
 * Reads `<root><row …/>…</root>` piece by piece: what is in memory is one piece of the file, never the file. The document type's
 * address is not followed, and a file that declares entities of its own is refused.
 * @throws ImportFault with the line of what is broken; the rows before it have been given out
 */
export async function* readDump<T>(folder: string, file: string, root: string, row: z.ZodType<T>): AsyncGenerator<Chunk<T>> {
  const parser = new RowParser(file, root, row);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const piece of createReadStream(path.join(folder, file), { highWaterMark: 256 * 1024 })) {
    const found = parser.write(decode(decoder, piece as Buffer, parser));
    bytes += (piece as Buffer).length;
    if (found.length > 0) yield { rows: found, bytes };
    parser.refuse();
  }
  parser.close();
  yield { rows: [], bytes };
  parser.refuse();
}

function decode(decoder: TextDecoder, piece: Buffer, parser: RowParser<unknown>): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch {
    parser.fail({ en: 'this is not UTF-8 text.', ru: 'это не текст в UTF-8.' });
    return '';
  }
}

/** Collects the rows of one file and the first fault, after which it takes nothing more. */
class RowParser<T> {
  private readonly parser = new SaxesParser();
  private found: T[] = [];
  private fault: ImportFault | undefined;
  private depth = 0;
  private rowLine = 1;
  private lastEvent = 0;

  constructor(
    private readonly file: string,
    private readonly root: string,
    private readonly row: z.ZodType<T>,
  ) {
    this.parser.on('error', (error) => this.fail(sayDamage(error.message)));
    this.parser.on('doctype', (doctype) => this.refuseEntities(doctype));
    this.parser.on('opentagstart', ({ name }) => this.open(name));
    this.parser.on('opentag', ({ name, attributes }) => this.take(name, attributes));
    this.parser.on('closetag', () => this.shut());
  }

  /** @returns the rows that this piece completed */
  write(text: string): T[] {
    if (this.fault === undefined) this.parser.write(text);
    if (this.parser.position - this.lastEvent > LONGEST_ROW) {
      this.fail(
        {
          en: 'a row longer than 8 MB starts here; no dump has such rows.',
          ru: 'здесь начинается строка таблицы длиннее 8 МБ; в выгрузках таких не бывает.',
        },
        this.rowLine,
      );
    }
    const found = this.found;
    this.found = [];
    return found;
  }

  close(): void {
    if (this.fault === undefined) this.parser.close();
  }

  /** Keeps the first fault only: what follows is its consequence. */
  fail(text: Message, line = this.parser.line): void {
    this.fault ??= new ImportFault(this.file, text, line);
  }

  /** Throws the fault, if there is one; called once the rows before it are out. */
  refuse(): void {
    if (this.fault !== undefined) throw this.fault;
  }

  private refuseEntities(doctype: string): void {
    this.event();
    if (!doctype.includes('[')) return;
    this.fail({
      en: 'the file declares entities of its own, which no dump does; such files are refused.',
      ru: 'файл объявляет собственные сущности, чего в выгрузках не бывает; такие файлы не принимаются.',
    });
  }

  private open(name: string): void {
    this.event();
    this.rowLine = this.parser.line;
    const expected = this.depth === 0 ? this.root : 'row';
    if (name !== expected || this.depth > 1) {
      this.fail({ en: `<${expected}> was expected here, not <${name}>.`, ru: `здесь должно быть <${expected}>, а не <${name}>.` });
    }
    this.depth += 1;
  }

  private take(name: string, attributes: Record<string, string>): void {
    this.event();
    if (name !== 'row' || this.fault !== undefined) return;
    const result = this.row.safeParse(attributes);
    if (result.success) this.found.push(result.data);
    else this.fail(sayIssue(result.error), this.rowLine);
  }

  private shut(): void {
    this.event();
    this.depth -= 1;
  }

  private event(): void {
    this.lastEvent = this.parser.position;
  }
}

/** What the parser complains of, in the reader's language. */
function sayDamage(complaint: string): Message {
  if (/unclosed tag|unexpected end|document must contain a root/.test(complaint)) {
    return { en: 'the file ends too early; it seems to be cut off.', ru: 'файл кончается слишком рано; похоже, он обрезан.' };
  }
  if (/entity/.test(complaint)) {
    return { en: 'an unknown entity (&…;) stands here.', ru: 'здесь стоит неизвестная сущность (&…;).' };
  }
  return { en: 'this is not well-formed XML.', ru: 'это не правильный XML.' };
}
