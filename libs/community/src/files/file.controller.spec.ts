import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Brakes, LARGEST_UPLOAD } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import express from 'express';
import sharp from 'sharp';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { FileController } from './file.controller.js';
import { FileService } from './file.service.js';

const picture = (width = 40, height = 30) => sharp({ create: { width, height, channels: 3, background: '#2f6fde' } });

describe('pictures over HTTP', () => {
  let world: CommunityWorld;
  let anna: Viewer;
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
    world = await communityWorld();
    anna = await world.person('Anna');
    const controller = new FileController(world.get(FileService), world.get(Brakes));
    const app = express();
    const refuse = (response: express.Response) => (error: { code?: string; field?: string }) =>
      void response.status(400).json({ code: error.code ?? String(error), field: error.field });
    app.post('/files', (request, response) => void controller.upload(viewer, request, response).catch(refuse(response)));
    app.get('/files/:id', (request, response) => void controller.show(viewer, request.params.id, response).catch(refuse(response)));
    server = createServer(app).listen(0);
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });

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
