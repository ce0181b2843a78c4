import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { Receiver } from '../testing/receiver.js';
import { AddressGuard } from './address-guard.js';
import { AddressRefused, NeverConnected, type Resolve, guardedAgent } from './outbound.js';

describe('calls to the outside', () => {
  let inside: Receiver;
  beforeEach(async () => {
    inside = await new Receiver().start();
  });
  afterEach(() => inside.stop());

  const port = () => new URL(inside.url).port;
  const call = async (url: string, allowed = '', resolve?: Resolve) => {
    const dispatcher = guardedAgent(new AddressGuard(allowed, 'ALLOWED'), resolve);
    try {
      return (await request(url, { dispatcher, method: 'POST', body: '{}' })).statusCode;
    } finally {
      await dispatcher.destroy();
    }
  };

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '017700000001', '127.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'localhost', '0'])(
    'do not reach this machine as http://%s',
    async (host) => {
      await expect(call(`http://${host}:${port()}/`)).rejects.toBeInstanceOf(AddressRefused);
      await expect(call(`https://${host}:${port()}/`)).rejects.toBeInstanceOf(AddressRefused);
      expect(inside.calls).toHaveLength(0);
    },
  );

  it('reach it when it is on the list', async () => {
    expect(await call(inside.url, '127.0.0.0/8')).toBe(204);
  });

  it('do not reach it by a public name that leads here', async () => {
    const here: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    await expect(call(`http://crm.example:${port()}/`, '', here)).rejects.toBeInstanceOf(AddressRefused);
    expect(inside.calls).toHaveLength(0);
  });

  it('ask about the address that is dialled, each time: a name that changes its mind gains nothing', async () => {
    const answers = ['127.0.0.2', '127.0.0.1'];
    const rebinding: Resolve = () => Promise.resolve([{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    // 127.0.0.2 is allowed and asked first; the second connection would go to 127.0.0.1, which is not.
    const dispatcher = guardedAgent(new AddressGuard('127.0.0.2/32', 'ALLOWED'), rebinding);
    const once = () => request(`http://crm.example:${port()}/`, { dispatcher, method: 'POST', body: '{}' });
    await expect(once()).rejects.toBeInstanceOf(NeverConnected);
    await expect(once()).rejects.toBeInstanceOf(AddressRefused);
    await dispatcher.destroy();
    expect(inside.calls).toHaveLength(0);
  });

  it('choose the public one of a name’s addresses', async () => {
    const both: Resolve = () =>
      Promise.resolve([
        { address: '10.1.2.3', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect(await call(`http://crm.example:${port()}/`, '127.0.0.1', both)).toBe(204);
  });

  it('follow no redirect', async () => {
    const outside = await new Receiver().start();
    outside.answer = () => ({ status: 307, headers: { location: inside.url } });
    expect(await call(outside.url, '127.0.0.0/8')).toBe(307);
    expect(inside.calls).toHaveLength(0);
    await outside.stop();
  });

  it('say whether the request can have left', async () => {
    await expect(call('http://127.0.0.1:1/', '127.0.0.1')).rejects.toBeInstanceOf(NeverConnected);
    inside.answer = () => ({});
    await expect(call(inside.url, '127.0.0.1')).rejects.not.toBeInstanceOf(NeverConnected);
    const nobody: Resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND crm.example'), { code: 'ENOTFOUND' }));
    await expect(call('https://crm.example/', '', nobody)).rejects.toBeInstanceOf(NeverConnected);
  });
});
