import type { Locale, Message } from '@veche/platform';

/** What is wrong with the input, and where: the one error that an import shows. Nothing of the row that it names was written. */
export class ImportFault extends Error {
  constructor(
    /** Name of the file inside the dump's folder, or the folder itself. */
    readonly file: string,
    readonly text: Message,
    /** Counted from 1; none when the fault is about the file as a whole. */
    readonly line?: number,
  ) {
    super(text.en);
    this.name = 'ImportFault';
  }

  /** "Posts.xml, line 17: …" */
  say(locale: Locale): string {
    const place = this.line === undefined ? this.file : `${this.file}, ${locale === 'ru' ? 'строка' : 'line'} ${this.line}`;
    return `${place}: ${this.text[locale]}`;
  }
}
