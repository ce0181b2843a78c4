import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { PictureEncoder } from './picture.encoder.js';

const picture = (width = 40, height = 30) => sharp({ create: { width, height, channels: 3, background: '#2f6fde' } });

/** A PNG whose header promises this many pixels and whose body holds none. */
function promising(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('789c030000000001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('an uploaded picture', () => {
  const encoder = new PictureEncoder();
  const encode = (upload: Buffer) => encoder.encode(upload);

  describe('as they are stored', () => {
    it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('%s becomes WebP', async (format) => {
      const { bytes, ...size } = await encode(await picture().toFormat(format).toBuffer());
      expect(size).toEqual({ width: 40, height: 30 });
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 40, height: 30 });
    });

    it('position, camera and colour profile are gone, and the picture stands upright', async () => {
      const source = await picture(40, 30)
        .withExif({ IFD0: { Copyright: 'CANARY' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 0/1' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer();
      expect((await sharp(source).metadata()).exif).toBeDefined();
      const { bytes } = await encode(source);
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 30, height: 40 });
      for (const part of ['exif', 'icc', 'xmp', 'iptc', 'orientation'] as const)
        expect((await sharp(bytes).metadata())[part]).toBeUndefined();
      expect(bytes.includes('CANARY')).toBe(false);
    });

    it('nothing that hides in or behind a picture is kept', async () => {
      const gif = await picture().gif().toBuffer();
      for (const polyglot of [
        Buffer.concat([gif, Buffer.from('<script>CANARY</script>')]),
        await picture()
          .png({})
          .withMetadata()
          .toBuffer()
          .then((png) => Buffer.concat([png, Buffer.from('PK\u0003\u0004CANARY')])),
      ]) {
        expect((await encode(polyglot)).bytes.includes('CANARY')).toBe(false);
      }
    });

    it('large ones are made smaller, small ones are left', async () => {
      const { width, height } = await encode(await picture(4_000, 1_000).jpeg().toBuffer());
      expect([width, height]).toEqual([2_000, 500]);
    });

    it('of an animation the first frame stays', async () => {
      const frames = await sharp([await picture().png().toBuffer(), await picture().negate().png().toBuffer()], {
        join: { animated: true },
      })
        .gif()
        .toBuffer();
      expect((await sharp(frames, { animated: true }).metadata()).pages).toBe(2);
      const { bytes } = await encode(frames);
      expect(await sharp(bytes, { animated: true }).metadata()).toMatchObject({ height: 30 });
    });
  });

  describe('that are none are refused by what they are', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
    const refused: [string, () => Buffer | Promise<Buffer>][] = [
      ['an SVG', () => Buffer.from(svg)],
      ['an SVG with an XML head', () => Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg>${svg}`)],
      ['HTML', () => Buffer.from('<html><body>x')],
      ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj')],
      ['a TIFF', () => picture().tiff().toBuffer()],
      ['HEIC in name', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heic')],
      ['nothing', () => Buffer.alloc(0)],
      ['the magic number of a PNG alone', () => Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])],
      ['a cut JPEG', async () => (await picture(300, 300).jpeg().toBuffer()).subarray(0, 700)],
      ['noise', () => Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 251))],
    ];
    it.each(refused)('%s', async (_, make) => {
      await expect(encode(await make())).rejects.toMatchObject({ code: 'INVALID', field: 'file' });
    });

    it.each([
      [30_000, 30_000],
      [2_000_000, 21],
      [6_325, 6_325],
    ])('a flood of %i × %i pixels, before a pixel is decoded', async (width, height) => {
      const before = process.memoryUsage().rss;
      await expect(encode(promising(width, height))).rejects.toMatchObject({
        code: 'INVALID',
        text: { ru: expect.stringContaining('мегапикселей') },
      });
      expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    });

    it('and none of them stops those that come after', async () => {
      const outcomes = await Promise.allSettled([
        encode(Buffer.from(svg)),
        encode(await picture().png().toBuffer()),
        encode(promising(9_000, 9_000)),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    });

    it('a picture that lies about its size', async () => {
      await expect(encode(promising(100, 100))).rejects.toMatchObject({ code: 'INVALID' });
    });
  });
});
