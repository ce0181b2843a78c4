import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { WebSocket } from 'ws';
import { type LiveWorld, type Someone, liveWorld } from '../testing/live-world.js';

let world: LiveWorld;
let anna: Someone;
beforeAll(async () => {
  world = await liveWorld(1, { SOCKETS_PER_ADDRESS: '25' });
  anna = await world.person('Anna');
});
afterAll(() => world.close());
const TOPIC = { topic: '0190a0a0-0000-7000-8000-000000000001' };

/** A bare handshake with these headers: opened, or what it was refused with. */
function handshake(headers: Record<string, string>, path = '/socket.io/?EIO=4&transport=websocket'): Promise<string> {
  const { port, host } = new URL(world.processes[0]!.url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), '127.0.0.1', () => {
      const lines = {
        host,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      };
      socket.write(
        `GET ${path} HTTP/1.1\r\n${Object.entries(lines)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      );
    });
    socket.once('data', (chunk) => {
      const answer = chunk.toString();
      resolve(answer.startsWith('HTTP/1.1 101') ? 'open' : (/\b(FORBIDDEN|LIMITED)\b/.exec(answer)?.[1] ?? answer));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('the door', () => {
  it('opens to pages of the portal only (attack case 38)', async () => {
    const { url } = world.processes[0]!;
    expect(await handshake({ origin: url })).toBe('open');
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: `${url}.evil.example` }, { origin: 'x' }, {}])
      expect(await handshake(headers as Record<string, string>)).toBe('FORBIDDEN');
  });

  it('knows websockets only', async () => {
    const answer = await fetch(`${world.processes[0]!.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: world.processes[0]!.url },
    });
    expect(answer.status).toBe(400);
  });

  it('lets a person keep ten sockets, and no more', async () => {
    const many = await world.person('Many');
    const open = await Promise.all(Array.from({ length: 10 }, () => world.connect(many)));
    await expect(world.connect(many)).rejects.toThrow('LIMITED');
    open[0]!.close();
    await eventually(() => world.sockets() === 9);
    open.push(await world.connect(many));
    for (const one of open) one.close();
  });

  it('lets no burst past the count: of twenty at once ten stay, and who left makes room again', async () => {
    const eager = await world.person('Eager');
    const burst = await Promise.allSettled(Array.from({ length: 20 }, () => world.connect(eager)));
    const open = burst.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(open).toHaveLength(10);
    for (const one of open) one.close();
    await eventually(() => world.sockets() === 0);
    const again = await world.connect(eager);
    again.close();
    await eventually(() => world.sockets() === 0);
  });

  it('lets a network keep as many as the configuration says', async () => {
    const { url } = world.processes[0]!;
    await eventually(() => world.sockets() === 0);
    const open = await Promise.all(Array.from({ length: 25 }, () => world.connect()));
    expect(await handshake({ origin: url })).toBe('LIMITED');
    for (const one of open) one.close();
    await eventually(async () => (await handshake({ origin: url })) === 'open');
  });
});

describe('what a browser says', () => {
  const nonsense: unknown[][] = [
    [],
    [null],
    [42],
    ['text'],
    [[]],
    [{}],
    [{ subject: null }],
    [{ subject: { topic: 'x' } }],
    [{ subject: { topic: { $ne: '' } } }],
    [{ subject: { ...TOPIC, list: {} } }],
    [{ subject: { list: { kind: 'constructor' } } }],
    [{ subject: { list: { product: ['a'] } } }],
    [{ subject: JSON.parse('{"__proto__": {"topic": "0190a0a0-0000-7000-8000-000000000001"}}') }],
    [{ subject: TOPIC, after: 7 }],
    [{ subject: TOPIC, after: 'x'.repeat(300) }],
    [{ subject: TOPIC, since: -1 }],
    [{ subject: TOPIC, since: 'now' }],
    [{ subject: TOPIC, more: true }],
    [{ subject: TOPIC }, { subject: TOPIC }],
  ];

  it.each(nonsense.map((input) => [JSON.stringify(input), input] as const))(
    'is refused when it makes no sense: %s',
    async (_text, input) => {
      const socket = await world.connect();
      expect(await socket.say('watch', ...input)).toEqual({ ok: false, code: 'INVALID' });
      socket.close();
    },
  );

  it.each(['error', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'end', 'close', 'message', 'frames', ''])(
    'is refused by any other name: %s',
    async (name) => {
      const socket = await world.connect();
      expect(await socket.say(name, { subject: TOPIC })).toEqual({ ok: false, code: 'INVALID' });
      expect(({} as Record<string, unknown>)['topic']).toBeUndefined();
      socket.close();
    },
  );

  it('ends the connection when it is too large, and hurts nobody else', async () => {
    const [large, other] = [await world.connect(), await world.connect(anna)];
    large.socket.emit('watch', { subject: TOPIC, after: 'x'.repeat(20_000) });
    await eventually(() => large.ended !== undefined);
    expect(await other.watch(TOPIC)).toMatchObject({ reload: false });
  });

  it('is braked: twenty at once, then two a second; who goes on and on is sent away', async () => {
    const socket = await world.connect();
    const answers = await Promise.all(Array.from({ length: 40 }, () => socket.say('unwatch', { subject: TOPIC })));
    const taken = answers.filter(({ ok }) => ok).length;
    expect(taken).toBeGreaterThanOrEqual(20);
    expect(taken).toBeLessThan(25);
    expect(answers.at(-1)).toEqual({ ok: false, code: 'LIMITED' });
    for (let i = 0; i < 150; i++) socket.socket.emit('unwatch', { subject: TOPIC });
    await eventually(() => socket.ended !== undefined);
  });

  it('is refused beyond twenty watches', async () => {
    const socket = await world.connect();
    const answers = [];
    for (let i = 10; i < 31; i++) {
      if (i === 28) await new Promise((resolve) => setTimeout(resolve, 2_500));
      answers.push(await socket.say('watch', { subject: { topic: `0190a0a0-0000-7000-8000-0000000000${i}` } }));
    }
    expect(answers.map(({ ok }) => ok)).toEqual([...Array.from({ length: 20 }, () => true), false]);
    expect(answers.at(-1)).toEqual({ ok: false, code: 'LIMITED' });
  });

  it('may be any bytes: the process stays up (attack case 44)', async () => {
    const { url } = world.processes[0]!;
    const bytes = [
      '\x00\xff\xfe',
      '42["watch"',
      '4',
      '451-["watch",{"_placeholder":true,"num":0}]',
      '40/admin,',
      '42',
      '5',
      '42["watch",{"subject":{"topic":1e999}}]',
      '99999999999["x"]',
      '420["connect"]',
      '420["disconnecting"]',
    ];
    for (const text of bytes) {
      const raw = new WebSocketOfNode(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, url);
      await raw.open;
      raw.send('40');
      raw.send(text);
      await raw.closedOr(100);
    }
    const many: Record<string, string> = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`x-${i}`, 'y']));
    expect(await handshake({ origin: url, ...many })).toMatch(/^(open|HTTP\/1.1 4)/);
    const socket = await world.connect();
    expect(await socket.watch(TOPIC)).toMatchObject({ reload: false });
  });
});

/** A bare websocket, below the protocol of sockets. */
class WebSocketOfNode {
  readonly open: Promise<void>;
  private readonly socket: WebSocket;

  constructor(url: string, origin: string) {
    this.socket = new WebSocket(url, { origin });
    this.socket.on('error', () => undefined);
    this.open = new Promise((resolve) => this.socket.once('open', () => resolve()));
  }

  send(text: string): void {
    this.socket.send(text);
  }

  closedOr(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.socket.close();
        resolve();
      }, milliseconds);
      this.socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
