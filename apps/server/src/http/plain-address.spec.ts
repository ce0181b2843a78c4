import { describe, expect, it, jest } from '@jest/globals';
import type { Request, Response } from 'express';
import { plainAddress } from './plain-address.js';

function answered(originalUrl: string): string {
  let answer = 'passed';
  const response = { redirect: (status: number, to: string) => (answer = `${status} ${to}`) };
  plainAddress({ originalUrl } as Request, response as unknown as Response, jest.fn());
  return answer;
}

describe('an address', () => {
  it.each(['/', '/t/abcd2345/sound?lang=ru', '/a//b', 'http://portal.example/faq'])('%s is taken as it is', (address) => {
    expect(answered(address)).toBe('passed');
  });

  it.each([
    ['//', '/'],
    ['//[', '/['],
    ['//evil.example/faq?lang=ru', '/evil.example/faq?lang=ru'],
    ['/\\\\evil.example', '/evil.example'],
    ['http://[', '/http://['],
  ])('%s is sent on to %s', (address, to) => {
    expect(answered(address)).toBe(`308 ${to}`);
  });
});
