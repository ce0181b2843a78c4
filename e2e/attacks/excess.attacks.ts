import { createHash } from 'node:crypto';
import net from 'node:net';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, describe, expect } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { attack, attackByMail } from './support/attack.js';
import type { Ground } from './support/ground.js';
import { ask } from './support/hideaway.js';
import { tokensSent } from './support/letters.js';
import { listen } from './support/listener.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Cases 43 to 46: too much of something. */
export function tooMuch(at: () => Ground): void {
  describe('too much', () => {
    let ground: Ground;
    beforeAll(() => {
      ground = at();
    });
    const isAlive = async () => expect(await ground.anybody().ask('{ site { __typename } }')).toEqual({ site: { __typename: 'Site' } });

    attack(43, 'a document that costs more than it is worth is refused before it is run', async () => {
      const nested = (depth: number) => `${'{ topic(key: "0123abcd") { replies { nodes '.repeat(depth)}{ id }${' } } }'.repeat(depth)}`;
      const dear = [
        nested(17),
        `{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: site { name }`).join(' ')} }`,
        `{ site { ...f0 } } ${Array.from({ length: 10_000 }, (_, n) => `fragment f${n} on Site { name }`).join(' ')}`,
        '{ site { ...a } } fragment a on Site { ...b } fragment b on Site { ...a }',
        `{ site { ...f0 } } ${Array.from({ length: 60 }, (_, n) => `fragment f${n} on Site { ...f${n + 1} ...f${n + 1} }`).join(' ')} fragment f60 on Site { name }`,
        `{ ${'site { name } '.repeat(700)} }`,
        `{ site { name } } #${'x'.repeat(2 * 1024 * 1024)}`,
        `{ ${'[{('.repeat(5_000)}`,
      ];
      for (const query of dear) {
        const { status, text } = await ground
          .anybody()
          .raw({ method: 'POST', path: '/graphql', headers: { origin: ground.url, ...JSON_TYPE }, body: JSON.stringify({ query }) });
        expect([query.slice(0, 60), [400, 413, 422].includes(status), text.includes('"data":{')]).toEqual([
          query.slice(0, 60),
          true,
          false,
        ]);
      }
      const batch = JSON.stringify(Array.from({ length: 500 }, () => ({ query: '{ site { name } }' })));
      const { status, text } = await ground
        .anybody()
        .raw({ method: 'POST', path: '/graphql', headers: { origin: ground.url, ...JSON_TYPE }, body: batch });
      expect([status >= 400, text.includes('"data"')]).toEqual([true, false]);
      await isAlive();
    });

    attack(44, 'a socket that talks nonsense, too much or in bits harms nobody but itself', async () => {
      const witness = await listen(ground.bob);
      const topic = await ask(ground.alice, { title: 'Watched meanwhile', body: 'By somebody honest' });
      await witness.watch({ topic: topic.id });
      const { hostname, port } = new URL(ground.url);
      const raw = (bytes: Buffer[], headers: string[] = []) =>
        new Promise<void>((resolve) => {
          const socket = net.connect({ host: hostname, port: Number(port || 80), family: 4 });
          const key = createHash('md5').update(String(Math.random())).digest('base64');
          const lines = [
            'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
            `host: ${new URL(ground.url).host}`,
            `origin: ${ground.url}`,
            'connection: Upgrade',
            'upgrade: websocket',
            'sec-websocket-version: 13',
            `sec-websocket-key: ${key}`,
            ...headers,
          ];
          const over = (): void => (socket.destroy(), resolve());
          socket.once('error', over).once('close', over).setTimeout(3_000, over);
          socket.once('data', () => {
            for (const part of bytes) socket.write(part);
            if (bytes.length === 0) over();
          });
          socket.write(`${lines.join('\r\n')}\r\n\r\n`);
        });
      const frame = (payload: Buffer, first = 0x81) => {
        const length =
          payload.length < 126
            ? Buffer.from([0x80 | payload.length])
            : payload.length < 65_536
              ? Buffer.from([0xfe, payload.length >> 8, payload.length & 255])
              : Buffer.concat([Buffer.from([0xff, 0, 0, 0, 0]), Buffer.from(Uint32Array.of(payload.length).buffer).reverse()]);
        return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), payload]);
      };
      const text = (what: string) => frame(Buffer.from(what));
      await Promise.all([
        raw([Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])]),
        raw([Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5])]),
        raw([
          text('40'),
          text('42["watch",null]'),
          text('42["watch"]'),
          text('42[]'),
          text('42{}'),
          text('42["watch",{"subject":{"topic":[1]}}]'),
          text('451-["x",{"_placeholder":true,"num":9}]'),
          text('4'),
          text('9'),
          text('42["watch",'),
          text(`420${'['.repeat(20_000)}`),
        ]),
        raw([text('40'), frame(Buffer.alloc(3 * 1024 * 1024, 'x'))]),
        raw([text('40'), ...Array.from({ length: 5_000 }, (_, i) => frame(Buffer.from('x'), i === 0 ? 0x01 : 0x00))]),
        raw([text('40'), frame(Buffer.from([0xc3, 0x28])), frame(Buffer.alloc(200), 0x89)]),
        raw(
          [],
          Array.from({ length: 2_001 }, (_, i) => `x-${i}: y`),
        ),
        raw(
          [],
          ['sec-websocket-extensions: permessage-deflate; server_max_window_bits=99999', `sec-websocket-protocol: ${'a,'.repeat(3_000)}`],
        ),
      ]);
      await ground.representative.ask('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
        input: { topic: topic.id, body: 'Still heard' },
      });
      await eventually(() => witness.frames.some((one) => one.topic === topic.id), 20_000);
      expect(witness.ended).toBeUndefined();
      witness.close();
      await isAlive();
    });

    attack(45, 'an upload is a picture of a bearable size or nothing: no flood of pixels, bomb, script or thousand parts', async () => {
      const chunk = (type: string, data: Buffer) => {
        const body = Buffer.concat([Buffer.from(type), data]);
        const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
        length.writeUInt32BE(data.length);
        sum.writeUInt32BE(crc32(body));
        return Buffer.concat([length, body, sum]);
      };
      const png = (side: number, data: Buffer) => {
        const header = Buffer.alloc(13);
        header.writeUInt32BE(side, 0);
        header.writeUInt32BE(side, 4);
        header.set([1, 0, 0, 0, 0], 8);
        return Buffer.concat([
          Buffer.from('89504e470d0a1a0a', 'hex'),
          chunk('IHDR', header),
          chunk('IDAT', data),
          chunk('IEND', Buffer.alloc(0)),
        ]);
      };
      const script = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';
      const hostile: [string, string, Buffer][] = [
        ['flood.png', 'image/png', png(30_000, deflateSync(Buffer.alloc(30_000 * 64)))],
        ['bomb.png', 'image/png', png(65_000, deflateSync(Buffer.alloc(8 * 1024 * 1024)))],
        ['script.svg', 'image/svg+xml', Buffer.from(script)],
        ['script.png', 'image/png', Buffer.from(script)],
        ['page.html', 'text/html', Buffer.from('<script>alert(1)</script>')],
        ['both.gif', 'image/gif', Buffer.from('GIF89a/*<script>alert(1)</script>*/=1;')],
        ['empty.png', 'image/png', Buffer.alloc(0)],
        ['big.png', 'image/png', Buffer.alloc(12 * 1024 * 1024, 1)],
      ];
      for (const [name, type, bytes] of hostile) {
        const form = new FormData();
        form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
        // Who sends too much is cut off in the middle of it.
        const response = await ground.bob.fetch('/files', { method: 'POST', body: form }).catch(() => undefined);
        expect([name, response === undefined || (response.status >= 400 && response.status < 500)]).toEqual([name, true]);
      }
      const parts = new FormData();
      for (let i = 0; i < 10_000; i += 1) parts.append(`f${i}`, 'x');
      const many = await ground.bob.fetch('/files', { method: 'POST', body: parts }).catch(() => undefined);
      expect(many === undefined || many.status >= 400).toBe(true);
      await isAlive();
    });

    attackByMail(46, 'what is written has an end: texts, drafts, letters to one address', async () => {
      const long = (length: number) => 'x'.repeat(length);
      const refused = [
        await ground.bob.graphql('mutation ($input: AskInput!) { ask(input: $input) { id } }', {
          input: { kind: 'IDEA', title: 'Too long', body: long(200_000) },
        }),
        await ground.bob.graphql('mutation ($input: AskInput!) { ask(input: $input) { id } }', {
          input: { kind: 'IDEA', title: long(5_000), body: 'x' },
        }),
        await ground.bob.graphql('mutation ($input: AskInput!) { ask(input: $input) { id } }', {
          input: { kind: 'IDEA', title: 'Too many tags', body: 'x', tags: Array.from({ length: 500 }, (_, i) => `tag${i}`) },
        }),
        await ground.bob.graphql('mutation ($bio: String) { editProfile(name: "Bob Attacks", bio: $bio) { id } }', { bio: long(200_000) }),
        await ground.bob.graphql('mutation ($theme: String) { setPreferences(theme: $theme) { theme } }', { theme: long(10_000) }),
      ];
      expect(refused.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(refused.map(() => 'INVALID'));
      const { status } = await ground.bob.raw({
        method: 'POST',
        path: '/graphql',
        headers: { origin: ground.url, ...JSON_TYPE },
        body: JSON.stringify({ query: '{ site { name } }', variables: { x: long(3 * 1024 * 1024) } }),
      });
      expect(status).toBe(413);
      const visitor = ground.anybody();
      const drafts = [];
      for (let i = 0; i < 32; i += 1)
        drafts.push((await visitor.submit('/ask', { _form: 'ask', kind: 'IDEA', title: `Draft ${i}`, body: 'x' })).status);
      expect([drafts[0]! < 400, drafts.at(-1)! >= 400]).toEqual([true, true]);
      const victim = await ground.newcomer('Victim');
      for (let i = 0; i < 12; i += 1)
        await ground.anybody().graphql('mutation ($email: String!) { askPasswordReset(email: $email) }', { email: victim.email });
      const last = await ground.newcomer('Last');
      await tokensSent(ground.mail!, last.email, 'confirm-email');
      expect((await tokensSent(ground.mail!, victim.email, 'reset-password')).length).toBeLessThanOrEqual(6);
    });
  });
}
