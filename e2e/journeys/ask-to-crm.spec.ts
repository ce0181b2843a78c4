import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { type Client, PASSWORD, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { type Receiver, startReceiver } from '../support/receiver.js';

let portal: RunningPortal;
let receiver: Receiver;
let browser: Browser;
let admin: Client;
let connection: string;
let representative: { email: string };
let crmAdmin: { email: string };

beforeAll(async () => {
  receiver = await startReceiver();
  [portal, browser] = await Promise.all([startPortal({ env: { CRM_ALLOWED_ADDRESSES: '127.0.0.0/8' } }), openBrowser()]);
  admin = await administrator(portal);
  representative = await staff('Rea Representative', 'REPRESENTATIVE');
  crmAdmin = await staff('Cora Crm', 'CRM_ADMIN');
  await admin.ask('mutation { saveProduct(input: { name: "Player", slug: "player" }) { id } }');
  const { saveConnection } = await admin.ask<{ saveConnection: { id: string } }>(
    'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }',
    {
      input: { name: 'Our CRM', url: receiver.url, secret: receiver.secret },
    },
  );
  connection = saveConnection.id;
});
afterAll(async () => {
  await browser.close();
  await portal.close();
  await receiver.close();
});

async function staff(name: string, role: string): Promise<{ email: string }> {
  const person = await signedUp(portal, name);
  await grant(admin, person.personId, role);
  return person as unknown as { email: string };
}

/** A person with a browser of their own. */
async function somebody(language: 'en' | 'ru', withScripts: boolean): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    locale: language === 'ru' ? 'ru-RU' : 'en-US',
    javaScriptEnabled: withScripts,
    baseURL: portal.url,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return { context, page };
}

/** The button of one act; the same names in every language and with or without scripts. */
const act = (page: Page, name: string) =>
  page.locator(`button[name="_form"][value="${name}"], form:has(input[name="_form"][value="${name}"]) button[type="submit"]`).first();

async function ready(page: Page, withScripts: boolean): Promise<void> {
  if (withScripts) await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
}

async function open(page: Page, address: string, withScripts: boolean): Promise<void> {
  await page.goto(address);
  openedAt.set(page, Date.now());
  await ready(page, withScripts);
}

const openedAt = new WeakMap<Page, number>();
/** What is written sooner after its page came than anybody types is taken for a script's, and waits for a moderator. */
const asLongAsTyping = (page: Page) => eventually(() => Date.now() - openedAt.get(page)! > 1_200);

async function signUp(page: Page, name: string, withScripts: boolean): Promise<void> {
  await open(page, '/sign-up', withScripts);
  await page.fill('main input[name="name"]', name);
  await page.fill('main input[name="email"]', `${Math.random().toString(36).slice(2)}@people.example`);
  await page.fill('main input[name="password"]', PASSWORD);
  await asLongAsTyping(page);
  await act(page, 'signUp').click();
  await page.waitForURL((url) => url.pathname === '/');
}

async function signIn(page: Page, email: string, withScripts: boolean, back = '/'): Promise<void> {
  await open(page, `/sign-in?return=${encodeURIComponent(back)}`, withScripts);
  await page.fill('main input[name="email"]', email);
  await page.fill('main input[name="password"]', PASSWORD);
  await act(page, 'signIn').click();
  await page.waitForURL((url) => url.pathname === back);
  await ready(page, withScripts);
}

describe.each([
  { language: 'en', withScripts: true },
  { language: 'ru', withScripts: true },
  { language: 'en', withScripts: false },
  { language: 'ru', withScripts: false },
] as const)('from a question to the CRM, in $language, scripts: $withScripts', ({ language, withScripts }) => {
  const title = `${language === 'ru' ? 'Как подключить вторую колонку' : 'How do I connect a second speaker'} ${withScripts ? 'A' : 'B'}?`;
  let path: string;
  let asker: Awaited<ReturnType<typeof somebody>>;
  let second: Awaited<ReturnType<typeof somebody>>;

  beforeAll(async () => {
    [asker, second] = [await somebody(language, withScripts), await somebody(language, withScripts)];
  });
  afterAll(async () => {
    await asker.context.close();
    await second.context.close();
  });

  it('a visitor reads without signing in, in their own language', async () => {
    await open(asker.page, '/', withScripts);
    expect(await asker.page.getAttribute('html', 'lang')).toBe(language);
    await open(asker.page, '/questions', withScripts);
    expect(await asker.page.locator('main h1').count()).toBe(1);
  });

  it('signs up and asks', async () => {
    const { page } = asker;
    await signUp(page, `Asker ${language}`, withScripts);
    await open(page, '/ask', withScripts);
    await page.locator('input[name="kind"][value="QUESTION"]').check({ force: true });
    await page.fill('input[name="title"]', title);
    await page.fill('textarea[name="body"]', language === 'ru' ? 'Вторая колонка **не находится**.' : 'The second one is **not found**.');
    await page.locator('[name="products"][value="player"]').check({ force: true });
    await asLongAsTyping(page);
    await act(page, 'ask').click();
    await page.waitForURL(/\/t\//);
    path = new URL(page.url()).pathname;
    expect(await page.locator('h1').first().textContent()).toContain(title);
    expect(await page.locator('main strong').first().textContent()).toMatch(/not found|не находится/);
  });

  it('a second member says "me too" and replies', async () => {
    const { page } = second;
    await signUp(page, `Second ${language}`, withScripts);
    await open(page, path, withScripts);
    await act(page, 'voteTopic').click();
    await page.waitForSelector('button[value="withdrawTopicVote"]');
    await page.fill('textarea[name="body"]', language === 'ru' ? 'Помогает долгое нажатие.' : 'A long press helps.');
    await asLongAsTyping(page);
    await page
      .locator(
        'form:has(textarea[name="body"]) button[type="submit"][value="reply"], form:has(textarea[name="body"]):has(input[name="_form"][value="reply"]) button[type="submit"]',
      )
      .first()
      .click();
    await page
      .locator('.reply', { hasText: /Помогает долгое нажатие|A long press helps/ })
      .first()
      .waitFor();
  });

  it('a representative answers officially', async () => {
    const { context, page } = await somebody(language, withScripts);
    await signIn(page, representative.email, withScripts, path);
    await page.fill('textarea[name="body"]', language === 'ru' ? 'Держите кнопку пять секунд.' : 'Hold the button for five seconds.');
    await page.locator('input[name="official"]').check({ force: true });
    await page
      .locator(
        'form:has(textarea[name="body"]) button[type="submit"][value="reply"], form:has(textarea[name="body"]):has(input[name="_form"][value="reply"]) button[type="submit"]',
      )
      .first()
      .click();
    await page
      .locator('.verdict')
      .getByText(/Держите кнопку|Hold the button/)
      .waitFor();
    await context.close();
  });

  it('the asker marks the solution', async () => {
    const { page } = asker;
    await open(page, path, withScripts);
    const answer = page.locator('.reply', { hasText: /Помогает долгое нажатие|A long press helps/ }).first();
    await answer
      .locator('summary')
      .first()
      .click()
      .catch(() => undefined);
    await answer.locator('button[value="markSolution"], form:has(input[value="markSolution"]) button').first().click();
    await page.locator('.verdict', { hasText: /Помогает долгое нажатие|A long press helps/ }).waitFor();
  });

  it('the topic stands in the FAQ with its reason', async () => {
    const { page } = asker;
    await eventually(async () => {
      await page.goto('/faq');
      return (await page.locator('main').innerText()).includes(title);
    }, 30_000);
    const entry = page.locator('details', { hasText: title }).first();
    // The asker and whoever had it too.
    expect(await entry.innerText()).toMatch(language === 'ru' ? /2 (человек|людям)/ : /2 people needed this/);
  });

  it('each of these interactions stands in the CRM once', async () => {
    const [topic] = await portal.query<{ id: string }>(`select id from topic where key = $1`, [path.split('/')[2]]);
    const expected = await portal.query<{ id: string; kind: string }>(
      `select id, kind from interaction where topic_id = $1 and person_id is not null order by position`,
      [topic!.id],
    );
    expect(expected.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['topic.asked', 'vote.cast', 'reply.posted', 'answer.marked_official', 'answer.marked_solution']),
    );
    await eventually(() => expected.every(({ id }) => [...receiver.received.keys()].some((key) => key.includes(id))), 30_000);
    expect(receiver.refused).toBe(0);
  });

  it('the CRM admin sees each of them delivered', async () => {
    const { context, page } = await somebody(language, withScripts);
    await signIn(page, crmAdmin.email, withScripts, '/crm');
    await page.locator('main').getByText('Our CRM').first().waitFor();
    await open(page, `/crm/${connection}/deliveries?state=DELIVERED`, withScripts);
    const interactions = await portal.query<{ id: string }>(
      `select i.id from interaction i join topic t on t.id = i.topic_id where t.key = $1 and i.person_id is not null`,
      [path.split('/')[2]],
    );
    for (const { id } of interactions) expect([id, await page.locator(`main a[href*="${id}"]`).count()]).not.toEqual([id, 0]);
    const equation = await admin.ask<{ crmConnection: { equation: Record<string, number | boolean> } }>(
      'query ($id: ID!) { crmConnection(id: $id) { equation { interactions notRead waiting sending unknown delivered verified rolledUp rejected excluded balances } } }',
      { id: connection },
    );
    expect(equation.crmConnection.equation['balances']).toBe(true);
    await context.close();
  });
});
