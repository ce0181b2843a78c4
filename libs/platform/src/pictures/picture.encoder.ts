import { type Message, type Refusal, invalid } from '../errors/refusal.js';

type Sharp = (typeof import('sharp'))['default'];

/** Largest upload, in bytes. */
export const LARGEST_UPLOAD = 10 * 1024 * 1024;
/** Longest side of a stored picture, in pixels. */
export const LONGEST_SIDE = 2_000;
/** Most pixels of an upload: what a camera makes, and far less than what would fill the memory. */
export const MOST_PIXELS = 40_000_000;

/** The library of pictures takes 16 MB and a tenth of a second: it is loaded with the first picture. */
let library: Promise<Sharp> | undefined;

function pictures(): Promise<Sharp> {
  return (library ??= import('sharp').then(({ default: sharp }) => restricted(sharp)));
}

function restricted(sharp: Sharp): Sharp {
  // What libvips may read at all, by its own names: a document that says it is SVG or PDF never meets a renderer (NodeBB and Discourse
  // fell to those). The list is the process's.
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpegBuffer',
      'VipsForeignLoadPngBuffer',
      'VipsForeignLoadWebpBuffer',
      'VipsForeignLoadNsgifBuffer',
      'VipsForeignLoadHeifBuffer',
    ],
  });
  // A picture is decoded once: libvips would keep megabytes of the last ones.
  sharp.cache(false);
  return sharp;
}

const FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'heif']);

/** A picture as it is stored: WebP, always. */
export interface EncodedPicture {
  bytes: Buffer;
  width: number;
  height: number;
}

const NOT_A_PICTURE: Message = {
  en: 'This is not a picture that we can read. JPEG, PNG, WebP, GIF and AVIF work.',
  ru: 'Это не похоже на картинку, которую мы умеем читать. Подойдут JPEG, PNG, WebP, GIF и AVIF.',
};
const TOO_MANY_PIXELS: Message = {
  en: `The picture has too many pixels; at most ${MOST_PIXELS / 1_000_000} megapixels work. Make it smaller first.`,
  ru: `В картинке слишком много точек: принимаем до ${MOST_PIXELS / 1_000_000} мегапикселей. Сначала уменьшите её.`,
};

/**
 * Makes a new picture of what was uploaded: nothing of the file itself is kept, so neither position and camera (EXIF) nor anything
 * that hides behind or inside the picture. Of an animation the first frame stays.
 */
export class PictureEncoder {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param longestSide pixels; larger pictures are made smaller
   * @throws Refusal INVALID, field `file`
   */
  encode(upload: Buffer, longestSide = LONGEST_SIDE): Promise<EncodedPicture> {
    // One at a time in each process: an upload of 40 megapixels takes 160 MB while it is being read.
    const encoded = this.last.then(() => encode(upload, longestSide));
    this.last = encoded.catch(() => undefined);
    return encoded;
  }
}

async function encode(upload: Buffer, longestSide: number): Promise<EncodedPicture> {
  if (upload.length === 0) throw notAPicture();
  const sharp = await pictures();
  // The header tells format and size before a pixel is decoded; what the name or the media type says counts for nothing.
  const { format, compression, width, height } = await sharp(upload, { limitInputPixels: false }).metadata().catch(refuse);
  if (!FORMATS.has(format) || (format === 'heif' && compression !== 'av1')) throw notAPicture();
  if (width * height > MOST_PIXELS) throw invalid('file', TOO_MANY_PIXELS);
  const { data, info } = await sharp(upload, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 84, smartSubsample: true })
    .timeout({ seconds: 20 })
    .toBuffer({ resolveWithObject: true })
    .catch(refuse);
  return { bytes: data, width: info.width, height: info.height };
}

function refuse(): never {
  throw notAPicture();
}

function notAPicture(): Refusal {
  return invalid('file', NOT_A_PICTURE);
}
