import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SessionCookie, SessionService, ViewerService, VisitorHash } from '@veche/identity';
import { type Database, MovedClock, loadConfig } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import express, { type NextFunction, type Request, type Response } from 'express';
import { unconnectedParts } from '../boot/unconnected.js';
import { PortalRequests } from '../http/portal-request.js';
import { pageErrors } from './page-errors.js';

const clock = new MovedClock(new Date('2026-11-22T12:00:00Z'));

const cookie = new SessionCookie(loadConfig({}));

/** What stands before every page, over this database. */
async function listening(database: Database): Promise<Server> {
  const viewers = new ViewerService(database, new SessionService(database, clock), clock, loadConfig({}));
  const requests = new PortalRequests(viewers, cookie, new VisitorHash(database, clock));
  const app = express();
  app.use(requests.attach);
  app.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 100 }));
  app.use((request: Request, response: Response) => void response.send(`${request.method} reached`));
  app.use(pageErrors);
  // In the place of Nest's filter.
  app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => void response.status(500).json({ code: 'X' }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('what fails before a page', () => {
  let test: TestDatabase;
  let server: Server;
  let cutOff: Server;
  const away = unconnectedParts();
  beforeAll(async () => {
    test = await testDatabase();
    [server, cutOff] = await Promise.all([listening(test.db), listening(away.database)]);
  });
  afterAll(async () => {
    for (const one of [server, cutOff]) one.close();
    await away.brakes.close();
    await test.close();
  });
  const ask = (of: Server, path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${(of.address() as AddressInfo).port}${path}`, {
      ...init,
      headers: { cookie: `${cookie.name}=${'t'.repeat(43)}`, 'accept-language': 'ru', ...init.headers },
    });
  const form = (body: string): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

  it('is, with the database away, the page that says so, in the reader’s language', async () => {
    expect(await (await ask(server, '/topics')).text()).toBe('GET reached');
    const answer = await ask(cutOff, '/topics');
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([503, '5', 'no-store']);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Сейчас вернёмся');
    expect(await (await ask(cutOff, '/topics?lang=en')).text()).toContain('Back in a moment');
  });

  it('is, of a form that is too large, a page that says what to do', async () => {
    expect(await (await ask(server, '/ask', form(`body=${'x'.repeat(1_000_000)}`))).text()).toBe('POST reached');
    const answer = await ask(server, '/ask?lang=en', form(`body=${'x'.repeat(1_100_000)}`));
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('larger than 1 MB');
    expect(await (await ask(server, '/ask', form(`body=${'x'.repeat(1_100_000)}`))).text()).toContain('больше 1 МБ');
  });

  it('is, of what cannot be read, a page, too', async () => {
    const answer = await ask(server, '/ask', {
      ...form('a=b'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=x-none' },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
  });

  it('is left to the filter where machines call', async () => {
    for (const path of ['/graphql', '/files/1', '/auth/x']) expect(await (await ask(cutOff, path)).json()).toEqual({ code: 'X' });
  });
});
