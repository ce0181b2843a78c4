import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Brakes, DAY, FileStore, newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import express from 'express';
import sharp from 'sharp';
import { ReplyUpkeepService } from '../replies/reply-upkeep.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { FileController } from './file.controller.js';
import { FileService } from './file.service.js';
import { LARGEST_UPLOAD } from './picture.encoder.js';

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

describe('uploaded pictures', () => {
  let world: CommunityWorld;
  let files: FileService;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const upload = async (viewer: Viewer) => files.add(viewer, await picture().png().toBuffer(), 'screen.png');
  const sees = async (viewer: Viewer, id: string) => {
    const outcome = await files.open(viewer, id).then(
      ({ bytes }) => buffer(bytes).then(() => true),
      (error: { code: string }) => error.code,
    );
    return outcome === 'NOT_FOUND' ? false : outcome;
  };
  const seers = async (id: string) => ({
    visitor: await sees(world.visitor, id),
    anna: await sees(anna, id),
    boris: await sees(boris, id),
    rita: await sees(rita, id),
    mod: await sees(mod, id),
  });
  const all = (what: boolean) => ({ visitor: what, anna: what, boris: what, rita: what, mod: what });
  beforeAll(async () => {
    world = await communityWorld();
    files = world.get(FileService);
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  describe('as they are stored', () => {
    const stored = async (id: string) => buffer((await files.open(anna, id)).bytes);

    it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('%s becomes WebP', async (format) => {
      const ref = await files.add(anna, await picture().toFormat(format).toBuffer(), `my [x](y) photo!.${format}`);
      expect(ref).toMatchObject({ width: 40, height: 30, url: `/files/${ref.id}`, markdown: `![my x y photo](/files/${ref.id})` });
      expect(await sharp(await stored(ref.id)).metadata()).toMatchObject({ format: 'webp', width: 40, height: 30 });
    });

    it('position, camera and colour profile are gone, and the picture stands upright', async () => {
      const source = await picture(40, 30)
        .withExif({ IFD0: { Copyright: 'CANARY' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 0/1' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer();
      expect((await sharp(source).metadata()).exif).toBeDefined();
      const { id } = await files.add(anna, source, 'x.jpg');
      const bytes = await stored(id);
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
        const { id } = await files.add(anna, polyglot, 'x.html');
        expect((await stored(id)).includes('CANARY')).toBe(false);
      }
    });

    it('large ones are made smaller, small ones are left', async () => {
      const { width, height } = await files.add(anna, await picture(4_000, 1_000).jpeg().toBuffer(), 'wide.jpg');
      expect([width, height]).toEqual([2_000, 500]);
    });

    it('of an animation the first frame stays', async () => {
      const frames = await sharp([await picture().png().toBuffer(), await picture().negate().png().toBuffer()], {
        join: { animated: true },
      })
        .gif()
        .toBuffer();
      expect((await sharp(frames, { animated: true }).metadata()).pages).toBe(2);
      const { id } = await files.add(anna, frames, 'x.gif');
      expect(await sharp(await stored(id), { animated: true }).metadata()).toMatchObject({ height: 30 });
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
      await expect(files.add(anna, await make(), 'x.png')).rejects.toMatchObject({ code: 'INVALID', field: 'file' });
    });

    it.each([
      [30_000, 30_000],
      [2_000_000, 21],
      [6_325, 6_325],
    ])('a flood of %i × %i pixels, before a pixel is decoded', async (width, height) => {
      const before = process.memoryUsage().rss;
      await expect(files.add(anna, promising(width, height), 'x.png')).rejects.toMatchObject({
        code: 'INVALID',
        text: { ru: expect.stringContaining('мегапикселей') },
      });
      expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
    });

    it('a picture that lies about its size', async () => {
      await expect(files.add(anna, promising(100, 100), 'x.png')).rejects.toMatchObject({ code: 'INVALID' });
    });
  });

  describe('are seen', () => {
    const shown = ({ id }: { id: string }) => `Look: ![x](/files/${id})`;

    it('by their uploader alone, until a text shows them', async () => {
      const file = await upload(anna);
      expect(await seers(file.id)).toEqual({ ...all(false), anna: true });
      await world.aTopic(anna, { body: shown(file) });
      expect(await seers(file.id)).toEqual(all(true));
    });

    it.each(['MEMBERS', 'STAFF', 'PRIVATE'] as const)('with their topic in %s and in its next audience', async (audience) => {
      const author = audience === 'STAFF' ? rita : anna;
      const file = await upload(author);
      const topic = await world.aTopic(author, { audience, body: shown(file) });
      if (audience === 'PRIVATE') expect(await sees(await world.again(anna), file.id)).toBe(true);
      const [anybody, customer, staff] = [await sees(world.visitor, file.id), await sees(boris, file.id), await sees(rita, file.id)];
      expect([anybody, customer, staff]).toEqual([false, audience === 'MEMBERS', true]);
      await world.get(TopicService).move(audience === 'PRIVATE' ? await world.again(anna) : rita, topic.id, 'EVERYONE');
      expect(await seers(file.id)).toEqual(all(true));
      await world.get(TopicService).delete(mod, topic.id);
      expect(await seers(file.id)).toEqual({ ...all(false), mod: true, ...(author === anna ? { anna: true } : { rita: true }) });
    });

    it('with their reply, and not with a deleted one; those of comments not with a deleted answer', async () => {
      const topic = await world.aTopic(anna);
      const [inAnswer, inComment] = [await upload(boris), await upload(anna)];
      const answer = await world.anAnswer(boris, topic, shown(inAnswer));
      await world.aComment(anna, topic, answer, shown(inComment));
      expect([await seers(inAnswer.id), await seers(inComment.id)]).toEqual([all(true), all(true)]);
      await world.get(ReplyUpkeepService).delete(mod, answer.id);
      expect(await seers(inAnswer.id)).toEqual({ ...all(false), boris: true, mod: true });
      expect(await seers(inComment.id)).toEqual({ ...all(false), mod: true });
      await world.get(TopicService).delete(mod, topic.id);
      expect(await seers(inAnswer.id)).toEqual({ ...all(false), mod: true });
    });

    it('no further when somebody else quotes their address, and stay where they were shown first', async () => {
      const draft = await upload(anna);
      await world.aTopic(boris, { body: shown(draft) });
      expect(await sees(world.visitor, draft.id)).toBe(false);
      const secret = await upload(rita);
      await world.aTopic(rita, { audience: 'STAFF', body: shown(secret) });
      await world.aTopic(rita, { body: shown(secret) });
      expect([await sees(world.visitor, secret.id), await sees(anna, secret.id)]).toEqual([false, false]);
    });

    it('that an edit adds, with the edited text', async () => {
      const answer = await world.anAnswer(boris, await world.aTopic(anna), 'Wait.');
      const file = await upload(boris);
      await world.get(ReplyUpkeepService).edit(boris, answer.id, shown(file));
      expect(await sees(world.visitor, file.id)).toBe(true);
    });

    it.each([newId(), 'x', '../../secret.key', '%2e%2e', ''])('never under %s', async (id) => {
      expect(await seers(id)).toEqual(all(false));
    });
  });

  it('that nobody has shown for two days are cleared away, bytes and row, the others stay', async () => {
    const [forgotten, kept] = [await upload(anna), await upload(anna)];
    await world.aTopic(anna, { body: `![](/files/${kept.id})` });
    world.clock.advance(2 * DAY - 1_000);
    const young = await upload(anna);
    await files.removeUnattached();
    expect(await sees(anna, forgotten.id)).toBe(true);
    world.clock.advance(2_000);
    await files.removeUnattached();
    expect([await sees(anna, forgotten.id), await sees(anna, kept.id), await sees(anna, young.id)]).toEqual([false, true, true]);
    await expect(buffer(world.get(FileStore).read(forgotten.id))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await world.test.db.main.rows(sql`select id from file where id = ${forgotten.id}`)).toEqual([]);
  });

  describe('over HTTP', () => {
    let server: Server;
    let address: string;
    let viewer: Viewer;
    const send = async (parts: [string, Blob | string, string?][]) => {
      const body = new FormData();
      for (const [name, value, file] of parts) {
        if (typeof value === 'string') body.append(name, value);
        else body.append(name, value, file);
      }
      const answer = await fetch(`${address}/files`, { method: 'POST', body });
      return { status: answer.status, body: (await answer.json()) as { code?: string; field?: string; url?: string; markdown?: string } };
    };
    beforeAll(async () => {
      const controller = new FileController(files, world.get(Brakes));
      const app = express();
      const refuse = (response: express.Response) => (error: { code?: string; field?: string }) =>
        void response.status(400).json({ code: error.code ?? String(error), field: error.field });
      app.post('/files', (request, response) => void controller.upload(viewer, request, response).catch(refuse(response)));
      app.get('/files/:id', (request, response) => void controller.show(viewer, request.params.id, response).catch(refuse(response)));
      server = createServer(app).listen(0);
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    it('come with headers that let a browser show a picture and nothing else', async () => {
      viewer = anna;
      const { status, body } = await send([['file', new Blob([await picture().png().toBuffer()]), 'Снимок экрана.png']]);
      expect({ status, markdown: body.markdown }).toEqual({ status: 201, markdown: `![Снимок экрана](${body.url})` });
      const own = await fetch(address + body.url);
      expect(Object.fromEntries(own.headers)).toMatchObject({
        'content-type': 'image/webp',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': 'inline',
        'cache-control': 'private, no-cache',
      });
      expect((await own.arrayBuffer()).byteLength).toBe(Number(own.headers.get('content-length')));
      viewer = world.visitor;
      expect((await fetch(address + body.url)).status).toBe(400);
      await world.aTopic(anna, { body: body.markdown! });
      expect((await fetch(address + body.url)).headers.get('cache-control')).toBe('public, max-age=300');
    });

    it('that are too large, too many or not there are refused by field', async () => {
      viewer = anna;
      const small = new Blob([await picture().png().toBuffer()]);
      expect(await send([['file', new Blob([Buffer.alloc(LARGEST_UPLOAD + 1)]), 'x.png']])).toMatchObject({
        status: 400,
        body: { code: 'INVALID', field: 'file' },
      });
      expect(await send([['picture', small, 'x.png']])).toMatchObject({ body: { code: 'INVALID', field: 'file' } });
      expect(
        await send([
          ['file', small, 'x.png'],
          ['file', small, 'y.png'],
        ]),
      ).toMatchObject({ body: { code: 'INVALID' } });
      expect(await send(Array.from({ length: 10_000 }, (_, i): [string, string] => [`f${i}`, 'x']))).toMatchObject({
        body: { code: 'INVALID' },
      });
      const plain = await fetch(`${address}/files`, { method: 'POST', body: 'x' });
      expect(await plain.json()).toMatchObject({ code: 'INVALID', field: 'file' });
    });

    it('are a hundred a day for one person', async () => {
      viewer = await world.person('Photographer');
      const outcomes = await Promise.all(Array.from({ length: 105 }, () => send([['file', new Blob(['x']), 'x.png']])));
      expect(outcomes.filter(({ body }) => body.code === 'LIMITED')).toHaveLength(5);
    });
  });
});
