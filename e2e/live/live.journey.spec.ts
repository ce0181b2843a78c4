import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { type Client, administrator, grant, signedUp } from '../support/client.js';
import { type TwoProcesses, twoProcesses } from './two-processes.js';

let portal: TwoProcesses;
let browser: Browser;
let anna: Client;
let boris: Client;
let rita: Client;
beforeAll(async () => {
  [portal, browser] = await Promise.all([twoProcesses(), openBrowser()]);
  const admin = await administrator(portal.second);
  [anna, boris] = [await signedUp(portal.first, 'Anna'), await signedUp(portal.first, 'Boris')];
  const representative = await signedUp(portal.first, 'Rita');
  await grant(admin, representative.personId, 'REPRESENTATIVE');
  rita = representative;
});
afterAll(async () => {
  await browser.close();
  await portal.close();
});

async function ask(client: Client, title: string): Promise<{ id: string; path: string }> {
  const input = { kind: 'PROBLEM', title, body: 'It happens every day.' };
  return (
    await client.ask<{ ask: { id: string; path: string } }>(`mutation ($input: AskInput!) { ask(input: $input) { id path } }`, { input })
  ).ask;
}

async function reply(client: Client, topic: string, body: string): Promise<string> {
  const document = `mutation ($input: ReplyInput!) { reply(input: $input) { id } }`;
  return (await client.ask<{ reply: { id: string } }>(document, { input: { topic, body } })).reply.id;
}

/** Opens a page of the second process and waits until it is live. */
async function livePage(path: string, client?: Client, locale = 'en-GB'): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
  if (client !== undefined) await context.addCookies(client.cookiesFor(portal.second.url));
  const page = await context.newPage();
  const watching = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framereceived', ({ payload }) => /"watch"/.test(String(payload))));
  await page.goto(new URL(path, portal.second.url).href);
  await watching;
  return page;
}

describe('a topic that somebody reads, at another process than the one that is written to', () => {
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

  it('says so in Russian with the right form, and not of one’s own', async () => {
    const topic = await ask(anna, 'Звук пропадает после обновления');
    const page = await livePage(`${topic.path}?lang=ru`, anna, 'ru-RU');
    await reply(anna, topic.id, 'Моё собственное слово.');
    await page.getByText('Моё собственное слово.').waitFor();
    await reply(boris, topic.id, 'У меня тоже.');
    await page.getByRole('button', { name: '1 новый ответ' }).waitFor();
    await page.context().close();
  });

  it('moves its votes, its status and edited words in their places', async () => {
    const topic = await ask(anna, 'The picture is upside down');
    const first = await reply(boris, topic.id, 'Turn the screen.');
    const page = await livePage(topic.path);
    await boris.ask(`mutation ($topic: ID!) { voteTopic(topic: $topic) { id } }`, { topic: topic.id });
    await page.locator('article button[value="voteTopic"]').filter({ hasText: '1' }).first().waitFor();
    await rita.ask(`mutation ($topic: ID!) { setStatus(topic: $topic, status: IN_PROGRESS, word: "We are at it.") { id } }`, {
      topic: topic.id,
    });
    await page.getByText('We are at it.').waitFor();
    await boris.ask(`mutation ($reply: ID!) { editReply(reply: $reply, body: "Turn the table.") { id } }`, { reply: first });
    await page.getByText('Turn the table.').waitFor();
    expect(await page.getByText('Turn the screen.').count()).toBe(0);
    await page.context().close();
  });

  it('moves votes on the rows of lists in their places', async () => {
    const topic = await ask(anna, 'A row whose votes move');
    await ask(anna, 'A row that stands still');
    const page = await livePage('/problems');
    const vote = (title: string) => page.locator('li.row', { hasText: title }).locator('button[value="voteTopic"]');
    const still = await vote('A row that stands still').innerText();
    await boris.ask(`mutation ($topic: ID!) { voteTopic(topic: $topic) { id } }`, { topic: topic.id });
    await vote('A row whose votes move').filter({ hasText: '1' }).waitFor();
    expect(await vote('A row that stands still').innerText()).toBe(still);
    await page.context().close();
  });

  it('moves what stands beyond its first part, and lets what is new wait there, too', async () => {
    const topic = await ask(anna, 'A long conversation');
    const replies: string[] = [];
    for (let nth = 0; nth < 22; nth += 1) replies.push(await reply(nth % 2 ? boris : anna, topic.id, `Word number ${nth}.`));
    const page = await livePage(`${topic.path}?order=oldest`);
    await page.getByRole('link', { name: 'More replies' }).click();
    await page.getByText('Word number 21.').waitFor();
    await boris.ask(`mutation ($reply: ID!) { editReply(reply: $reply, body: "Another word.") { id } }`, { reply: replies[21] });
    await page.getByText('Another word.').waitFor();
    await reply(boris, topic.id, 'Said at last.');
    await page.getByRole('button', { name: '1 new reply' }).waitFor();
    await rita.ask(`mutation ($topic: ID!) { setStatus(topic: $topic, status: IN_PROGRESS, word: "We read all of it.") { id } }`, {
      topic: topic.id,
    });
    await page.getByText('We read all of it.').waitFor();
    expect(await page.getByText('Said at last.').count()).toBe(0);
    await page.getByRole('button', { name: '1 new reply' }).click();
    await page.getByText('Said at last.').waitFor();
    await page.context().close();
  });

  it('moves the bell of who is concerned', async () => {
    const dora = await signedUp(portal.first, 'Dora');
    const topic = await ask(dora, 'The colours are wrong');
    const page = await livePage('/questions', dora);
    await reply(boris, topic.id, 'Which ones?');
    await page.getByRole('link', { name: 'Inbox: 1 new' }).first().waitFor();
    await page.context().close();
  });

  it('tells of new topics on the lists that show them', async () => {
    const page = await livePage('/problems');
    const topic = await ask(anna, 'A problem that just came');
    await page.getByRole('button', { name: '1 new topic' }).click();
    await page.getByText('A problem that just came').waitFor();
    expect(topic.id).toBeDefined();
    await page.context().close();
  });

  it('appears quickly: the p95 is printed', async () => {
    const topic = await ask(anna, 'How long does it take?');
    const page = await livePage(topic.path);
    // As text: these are the browser's own words.
    await page.evaluate(`
      globalThis.seen = [];
      let last = '';
      new MutationObserver(() => {
        const text = document.querySelector('.live-bar')?.textContent ?? '';
        if (text !== last) globalThis.seen.push(Date.now());
        last = text;
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    `);
    const sent: number[] = [];
    for (let i = 0; i < 20; i++) {
      sent.push(Date.now());
      await reply(i % 2 ? anna : boris, topic.id, `Reply ${i}`);
      await page.waitForFunction((count) => (globalThis as unknown as { seen: number[] }).seen.length > count, i, { polling: 20 });
      await page.waitForTimeout(250);
    }
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);
    const waits = seen.map((at, i) => at - sent[i]!).sort((a, b) => a - b);
    console.log(`from the post to the page: median ${waits[10]} ms, p95 ${waits[18]} ms, longest ${waits[19]} ms`);
    expect(waits).toHaveLength(20);
    await page.context().close();
  }, 120_000);
});
