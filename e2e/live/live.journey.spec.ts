import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { type Client, administrator, grant, signedUp } from '../support/client.js';
import { type TwoProcesses, twoProcesses } from './two-processes.js';

let portal: TwoProcesses;
let browser: Browser;
let anna: Client;
let boris: Client;
beforeAll(async () => {
  [portal, browser] = await Promise.all([twoProcesses(), openBrowser()]);
  const admin = await administrator(portal.second);
  [anna, boris] = [await signedUp(portal.first, 'Anna'), await signedUp(portal.first, 'Boris')];
});
afterAll(async () => {
  await browser.close();
  await portal.close();
});

async function ask(client: Client, title: string): Promise<{ id: string; path: string }> {
  const { ask } = await client.ask<{ ask: { id: string; path: string } }>(
    `mutation ($input: AskInput!) { ask(input: $input) { id path } }`,
    { input: { kind: 'PROBLEM', title, body: 'It happens every day.' } },
  );
  return ask;
}

async function reply(client: Client, topic: string, body: string): Promise<string> {
  const { reply } = await client.ask<{ reply: { id: string } }>(`mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, {
    input: { topic, body },
  });
  return reply.id;
}

/** Opens a page of the second process and waits until it is live. */
async function livePage(path: string, client?: Client): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' });
  if (client !== undefined) await context.addCookies(client.cookiesFor(portal.second.url));
  const page = await context.newPage();
  const watching = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => /"watch"/.test(String(payload))));
  await page.goto(new URL(path, portal.second.url).href);
  await watching;
  return page;
}

describe('a topic that somebody reads', () => {
  it('tells of new replies in a quiet bar and shows them when the reader wishes, without moving what is read', async () => {
    const topic = await ask(anna, 'The sound stops after an update');
    await reply(boris, topic.id, 'Here too.');
    const page = await livePage(topic.path);
    const before = await page.locator('#replies').innerText();
    await reply(boris, topic.id, 'Still there today.');
    await reply(anna, topic.id, 'Nobody answers.');
    const bar = page.getByRole('button', { name: '2 new replies' });
    await bar.waitFor();
    expect(await page.locator('#replies').innerText()).toBe(before);
    await bar.click();
    await page.getByText('Still there today.').waitFor();
    await page.getByText('Nobody answers.').waitFor();
    expect(await bar.count()).toBe(0);
    await page.context().close();
  });
});
