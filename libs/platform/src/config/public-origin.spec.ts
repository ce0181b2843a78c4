import { expect, it } from '@jest/globals';
import { PublicOrigin } from './public-origin.js';

it('is PUBLIC_URL, whatever port the process got', () => {
  const origin = new PublicOrigin({ PUBLIC_URL: 'https://help.example/', PORT: 0 });
  origin.listensOn(4321);
  expect([origin.value, origin.isKnown]).toEqual(['https://help.example', true]);
});

it('is, without PUBLIC_URL, the port that the process got, and unknown until it got a free one', () => {
  const origin = new PublicOrigin({ PUBLIC_URL: undefined, PORT: 0 });
  expect(origin.isKnown).toBe(false);
  origin.listensOn(4321);
  expect([origin.value, origin.isKnown]).toEqual(['http://localhost:4321', true]);
  expect(new PublicOrigin({ PUBLIC_URL: undefined, PORT: 3000 }).value).toBe('http://localhost:3000');
});
