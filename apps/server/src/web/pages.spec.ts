import { describe, expect, it, jest } from '@jest/globals';
import { invalid } from '@veche/platform';
import type { Request, Response } from 'express';
import type { WithContext } from '../http/portal-request.js';
import type { PageRequest } from './page-contract.js';
import { Pages, type PagesOptions } from './pages.js';

const fields = { _form: 'ask', title: 'A title', body: 'everything that was typed' };

/** Posts the ask form as a visitor; what its act was told, and what the browser got. */
async function posted(keep: () => Promise<string>) {
  const executed = jest.fn(async () => ({ data: {} }));
  const told: unknown[] = [];
  const handle = async ({ execute, fields: typed }: PageRequest) => {
    told.push(await execute('mutation', {}), typed, await execute('query', {}));
    return { status: 422, html: 'the form' };
  };
  const pages = new Pages({
    dist: '',
    origin: () => 'http://portal.example',
    operations: { execute: executed },
    drafts: { keep },
    renderer: async () => ({ handle, template: '', manifest: {} }),
  } as unknown as PagesOptions);
  const portal = { viewer: { personId: null, locale: 'ru' } };
  const request = { method: 'POST', path: '/ask', originalUrl: '/ask', headers: {}, body: fields, portal };
  const cookies: string[] = [];
  const sent = await new Promise<unknown>((resolve) => {
    const response = { append: (_: string, cookie: string) => cookies.push(cookie) } as unknown as Record<string, unknown>;
    for (const name of ['set', 'status', 'type']) response[name] = () => response;
    response['end'] = (body: Buffer) => resolve(body.toString());
    pages.handle(request as unknown as Request & WithContext, response as unknown as Response, () => resolve('passed on'));
  });
  return { told, sent, cookies, executed };
}

describe('a visitor’s ask form', () => {
  it('is kept as a draft, and its act is done', async () => {
    const { told, cookies, executed } = await posted(async () => 'token');
    expect(cookies).toEqual([expect.stringContaining('veche-draft=token')]);
    expect(told[0]).toEqual({ data: {} });
    expect(executed).toHaveBeenCalledTimes(2);
  });

  it('that is too long to keep comes back with everything typed and the reason, in the person’s language', async () => {
    const { told, sent, cookies, executed } = await posted(async () => {
      throw invalid('body', { en: 'Too long', ru: 'Слишком длинно' });
    });
    expect(told[0]).toEqual({ data: null, errors: [{ message: 'Слишком длинно', extensions: { code: 'INVALID', field: 'body' } }] });
    expect(told[1]).toEqual(fields);
    expect(sent).toBe('the form');
    expect(cookies).toEqual([]);
    // Only the page itself was asked for.
    expect(executed).toHaveBeenCalledTimes(1);
  });
});
