import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/** Chosen by measurement (README): five costs as much as gzip's six and is a sixth smaller. */
const BROTLI_QUALITY = 5;
const ENCODERS: Record<Exclude<Encoding, 'identity'>, (html: Buffer) => Promise<Buffer>> = {
  br: (html) =>
    promisify(brotliCompress)(html, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: html.length },
    }),
  gzip: (html) => promisify(gzip)(html),
};

/** A rendered page as it is kept and sent. */
export class KeptPage {
  readonly html: Buffer;
  /** Of the content alone: what nobody sees moves no tag. Weak, because it stands for all encodings. */
  readonly etag: string;
  private readonly encoded = new Map<Encoding, Promise<Buffer> | Buffer>();

  constructor(
    html: string,
    readonly renderedAt: number,
  ) {
    this.html = Buffer.from(html);
    this.etag = `W/"${createHash('sha256').update(withoutMoment(html)).digest('base64url').slice(0, 27)}"`;
  }

  /** In this encoding; made when first asked for, outside of the event loop, and then kept. */
  as(encoding: Encoding): Promise<Buffer> | Buffer {
    if (encoding === 'identity') return this.html;
    const known = this.encoded.get(encoding);
    if (known !== undefined) return known;
    const made = ENCODERS[encoding](this.html).then((body) => {
      this.encoded.set(encoding, body);
      return body;
    });
    this.encoded.set(encoding, made);
    // Tried anew by the next who asks.
    made.catch(() => this.encoded.delete(encoding));
    return made;
  }

  /** In memory, with both encodings, which are a quarter of the text each at most. */
  get bytes(): number {
    return Math.ceil(this.html.length * 1.5) + 500;
  }
}

/** The page's data say when it was rendered; that is no content. */
function withoutMoment(html: string): string {
  const data = html.lastIndexOf('<script id="state"');
  return data === -1 ? html : html.slice(0, data) + html.slice(data).replace(/"now":\d+/, '');
}
