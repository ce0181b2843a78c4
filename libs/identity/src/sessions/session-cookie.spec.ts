import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@veche/platform';
import { SessionCookie } from './session-cookie.js';

const cookie = (env: NodeJS.ProcessEnv) => new SessionCookie(loadConfig(env));
const TOKEN = 'q'.repeat(43);

describe('the session cookie', () => {
  it.each([
    ['https://help.example.com', undefined],
    ['http://localhost:3000', undefined],
    ['http://127.0.0.1:3000', '0.0.0.0'],
    ['http://[::1]:3000', undefined],
    ['', undefined],
  ])('is a __Host- cookie under %s', (PUBLIC_URL, HOST) => {
    const it = cookie({ PUBLIC_URL, HOST });
    expect(it.serialise(TOKEN)).toBe(`__Host-veche=${TOKEN}; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax`);
    expect(it.warning).toBeUndefined();
  });

  it.each([
    ['http://192.168.1.5:3000', undefined],
    ['http://portal.local', undefined],
    ['http://localhost.evil.example', undefined],
    ['', '0.0.0.0'],
  ])('is a plain one with a warning under %s, where browsers would drop the other silently', (PUBLIC_URL, HOST) => {
    const it = cookie({ PUBLIC_URL, HOST });
    expect(it.serialise(TOKEN)).toBe(`veche=${TOKEN}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax`);
    expect(it.warning).toContain('PUBLIC_URL');
  });

  it('is read by its full name only: what a sibling site may set is not it', () => {
    const it = cookie({ PUBLIC_URL: 'https://help.example.com' });
    expect(it.read(`veche=planted; __Host-veche=${TOKEN}; x=1`)).toBe(TOKEN);
    for (const header of [undefined, '', 'veche=planted', '__host-veche=planted', '__proto__=planted', 'constructor=x; toString=y']) {
      expect(it.read(header)).toBeUndefined();
    }
  });

  it('is taken back with the same name and attributes', () => {
    expect(cookie({}).clear()).toBe('__Host-veche=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax');
  });
});
