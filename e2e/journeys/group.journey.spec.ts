import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { type Client, PASSWORD, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

const SECRET = 'Quarterly prices of the blue valve';

const WORDS = {
  en: {
    group: 'Partners of the north',
    signUp: 'Create an account',
    request: 'Ask to join',
    admit: 'Let in',
    goOn: 'Go there',
    one: '1 new reply',
    outside: 'What is in this group is for its members.',
    waits: 'Your request is waiting.',
    left: 'You are not a member any more. You may ask to be let in again.',
    belongs: 'This belongs to the group “Partners of the north”',
    nothing: 'There is nothing here for you to see',
  },
  ru: {
    group: 'Партнёры севера',
    signUp: 'Создать учётную запись',
    request: 'Подать заявку',
    admit: 'Принять',
    goOn: 'Перейти туда',
    one: '1 новый ответ',
    outside: 'Содержание группы видно её участникам.',
    waits: 'Ваша заявка ждёт ответа.',
    left: 'Вы больше не участник. Можно подать заявку снова.',
    belongs: 'Это из группы «Партнёры севера»',
    nothing: 'Здесь вам ничего не видно',
  },
} as const;

let portal: RunningPortal;
let browser: Browser;
let owner: Client & { personId: string };
beforeAll(async () => {
  [portal, browser] = await Promise.all([startPortal(), openBrowser()]);
  const admin = await administrator(portal);
  owner = await signedUp(portal, 'Olga Owner');
  await grant(admin, owner.personId, 'REPRESENTATIVE');
});
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

describe.each(['en', 'ru'] as const)('a closed group, in %s', (language) => {
  const words = WORDS[language];
  let group: { slug: string; path: string };
  let topic: { id: string; path: string };
  let open: { id: string; path: string };
  let moderator: Page;

  beforeAll(async () => {
    group = (
      await owner.ask<{ createGroup: typeof group }>('mutation ($input: CreateGroupInput!) { createGroup(input: $input) { slug path } }', {
        input: { name: words.group, type: 'CLOSED', description: 'Prices before others hear them' },
      })
    ).createGroup;
    [topic, open] = [await asked({ title: SECRET, group: group.slug }), await asked({ title: `An open question ${language}` })];
    const leader = await signedUp(portal, `Mo ${language}`, language);
    await owner.ask('mutation ($group: String!, $handle: String!) { inviteToGroup(group: $group, handle: $handle) { id } }', {
      group: group.slug,
      handle: leader.handle,
    });
    const { groupInvitations: found } = await leader.ask<{ groupInvitations: { id: string }[] }>('{ groupInvitations { id } }');
    await leader.ask('mutation ($id: ID!) { answerGroupInvitation(id: $id, accept: true) { id } }', { id: found[0]!.id });
    await owner.ask('mutation ($group: String!, $person: ID!) { setGroupRole(group: $group, person: $person, role: MODERATOR) { id } }', {
      group: group.slug,
      person: leader.personId,
    });
    moderator = await somebody(leader);
  });
  afterAll(() => moderator?.context().close());

  async function asked(input: Record<string, string>): Promise<typeof topic> {
    const document = 'mutation ($input: AskInput!) { ask(input: $input) { id path } }';
    return (
      await owner.ask<{ ask: typeof topic }>(document, { input: { kind: 'QUESTION', body: 'Said to those who are here.', ...input } })
    ).ask;
  }

  async function answered(id: string, body: string): Promise<void> {
    await owner.ask('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', { input: { topic: id, body } });
  }

  /** A person with a browser of their own, who is signed in already or is nobody yet. */
  async function somebody(client?: Client): Promise<Page> {
    const context = await browser.newContext({ locale: language === 'ru' ? 'ru-RU' : 'en-GB', baseURL: portal.url });
    if (client !== undefined) await context.addCookies(client.cookiesFor(portal.url));
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    return page;
  }

  async function opened(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
  }

  async function registered(page: Page, name: string): Promise<void> {
    await page.fill('main input[name="name"]', name);
    await page.fill('main input[name="email"]', `${Math.random().toString(36).slice(2)}@people.example`);
    await page.fill('main input[name="password"]', PASSWORD);
    await page.locator('main form button[type="submit"]').last().click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-up'));
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
  }

  /** Opens a page that goes on by itself; what its socket is told. */
  async function live(page: Page, path: string): Promise<string[]> {
    const told: string[] = [];
    const watching = page.waitForEvent('websocket').then((socket) => {
      socket.on('framereceived', ({ payload }) => told.push(String(payload)));
      return socket.waitForEvent('framereceived', ({ payload }) => /"watch"/.test(String(payload)));
    });
    await opened(page, path);
    await watching;
    return told;
  }

  const says = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor();

  async function admit(name: string): Promise<void> {
    await opened(moderator, `${group.path}/requests`);
    await moderator.locator('main li').filter({ hasText: name }).getByRole('button', { name: words.admit }).click();
    await moderator.locator('main li').filter({ hasText: name }).waitFor({ state: 'detached' });
  }

  it('one asks to be let in, is let in by its moderator, reads, and is removed while reading: the page goes quiet, and the next click explains', async () => {
    const page = await somebody();
    const name = `Petra ${language}`;
    await opened(page, '/sign-up');
    await registered(page, name);
    await opened(page, '/groups');
    await page.getByRole('link', { name: words.group }).first().click();
    await says(page, words.outside);
    expect(await page.content()).not.toContain(SECRET);
    await page.fill('main textarea[name="message"]', 'I sell your valves.');
    await page.getByRole('button', { name: words.request }).click();
    await says(page, words.waits);

    await admit(name);
    await opened(page, group.path);
    await page.getByRole('link', { name: SECRET }).first().click();
    await page.getByRole('heading', { name: SECRET }).waitFor();

    const [told, elsewhere] = [await live(page, topic.path), await page.context().newPage()];
    await live(elsewhere, open.path);
    await answered(topic.id, 'Heard by all of us.');
    await page.getByRole('button', { name: words.one }).waitFor();

    await opened(moderator, `${group.path}/members`);
    const row = moderator.locator('main li').filter({ hasText: name });
    await row.locator('summary').click();
    await row.locator('input[name="reason"]').fill('The contract is over');
    await row.locator('button[value="removeFromGroup"]').click();
    await moderator.locator('main li').filter({ hasText: name }).waitFor({ state: 'detached' });

    const frames = () => told.filter((payload) => payload.includes(topic.id) && payload.includes('frames')).length;
    const before = frames();
    await answered(topic.id, 'Not for those who went.');
    // Whoever hears this would have heard that before.
    await answered(open.id, 'For everybody.');
    await elsewhere.getByRole('button', { name: words.one }).waitFor();
    expect([frames(), await page.getByRole('button', { name: words.one }).count()]).toEqual([before, 1]);

    await page.getByRole('button', { name: words.one }).click();
    await says(page, words.belongs);
    expect(await page.locator('body').innerText()).not.toMatch(/Heard by all of us|Not for those who went/);
    await opened(page, group.path);
    await says(page, words.left);
    await says(page, 'The contract is over');
    await page.context().close();
  });

  it('a leaked link tells a visitor nothing but the way in: they register, ask, are let in, and land on the topic', async () => {
    const page = await somebody();
    const name = `Vera ${language}`;
    const response = await page.goto(topic.path);
    expect(response!.status()).toBe(404);
    await says(page, words.nothing);
    expect(`${await page.title()} ${await response!.text()}`.replaceAll(/quarterly-prices-of-the-blue-valve/g, '')).not.toMatch(
      new RegExp(`${SECRET}|${words.group}`),
    );
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
    await page.locator('main').getByRole('link', { name: words.signUp }).click();
    await page.waitForURL((url) => url.pathname === '/sign-up');
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
    await registered(page, name);
    expect(new URL(page.url()).pathname).toBe(topic.path);
    await says(page, words.belongs);
    await page.fill('main textarea[name="message"]', 'A colleague sent me this.');
    await page.getByRole('button', { name: words.request }).click();
    await says(page, words.waits);

    await admit(name);
    await opened(page, group.path);
    await page.getByRole('link', { name: words.goOn }).click();
    await page.getByRole('heading', { name: SECRET }).waitFor();
    await eventually(() => new URL(page.url()).pathname === topic.path);
    await page.context().close();
  });
});
