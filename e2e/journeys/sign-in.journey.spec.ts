import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type LoginGround, loginGround, releaseBrakes } from '../login/wanderer.js';
import { openBrowser } from '../support/browser.js';
import { PASSWORD } from '../support/client.js';

let ground: LoginGround;
let browser: Browser;
beforeAll(async () => {
  [ground, browser] = await Promise.all([loginGround(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await ground.close();
});

let people = 0;
/** Somebody new at the providers. */
function newcomer(): void {
  ground.networks.person = { id: String(400_000 + ++people), name: `Newcomer ${people}` };
}

type Way = { language: 'en' | 'ru'; withScripts: boolean };

async function opened({ language, withScripts }: Way): Promise<Page> {
  await releaseBrakes(ground);
  const context = await browser.newContext({
    locale: language === 'ru' ? 'ru-RU' : 'en-US',
    javaScriptEnabled: withScripts,
    baseURL: ground.portal.url,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return page;
}

/** The page stands at this path, alive where scripts run. */
async function at(page: Page, path: string, { withScripts }: Way): Promise<void> {
  await page.waitForURL((url) => url.pathname === path || (path.endsWith('/') && url.pathname.startsWith(path)));
  if (withScripts) await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
}

const act = (page: Page, name: string) =>
  page.locator(`button[name="_form"][value="${name}"], form:has(input[name="_form"][value="${name}"]) button[type="submit"]`).first();

const typed = { title: 'Звук отстаёт от картинки на десятой минуте', body: 'В начале всё хорошо.\n\nПотом — нет.', tags: 'sound, video' };

/** A visitor types a question and presses the button; they are asked who they are. */
async function asksFirst(page: Page, way: Way): Promise<void> {
  await page.goto('/ask');
  await at(page, '/ask', way);
  for (const [name, text] of Object.entries(typed)) await page.fill(`main [name="${name}"]`, text);
  await act(page, 'ask').click();
  await at(page, '/sign-in', way);
}

/** Back on the page with all that was typed; one press more and it stands. */
async function posts(page: Page, way: Way): Promise<void> {
  await at(page, '/ask', way);
  for (const [name, text] of Object.entries(typed)) expect(await page.inputValue(`main [name="${name}"]`)).toBe(text);
  await act(page, 'ask').click();
  await at(page, '/t/', way);
  await page.locator('h1', { hasText: typed.title }).waitFor();
  const text = await page.textContent('main');
  for (const word of [typed.title, 'В начале всё хорошо.', 'Потом — нет.', 'sound', 'video']) expect(text).toContain(word);
}

const WAYS: Way[] = [
  { language: 'en', withScripts: true },
  { language: 'ru', withScripts: true },
  { language: 'en', withScripts: false },
];

describe.each(WAYS)('in $language, scripts: $withScripts', (way) => {
  it('somebody asks, comes in by VK, posts what they typed, links Facebook, takes VK off; the last way in stays', async () => {
    newcomer();
    const page = await opened(way);
    await asksFirst(page, way);
    await page.click('main a[href^="/auth/vk?"]');
    await posts(page, way);

    await page.goto('/settings/security');
    await at(page, '/settings/security', way);
    const taking = page.locator('form:has(input[value="unlinkIdentity"])');
    expect(await taking.count()).toBe(0);
    await page.click('main a[href="/auth/facebook?for=link"]');
    await page.waitForURL((url) => url.searchParams.get('done') === 'linked');
    await at(page, '/settings/security', way);
    expect(await taking.count()).toBe(2);
    await taking.first().locator('button').click();
    await taking.first().waitFor({ state: 'detached' });
    const list = page.locator('section[aria-labelledby="identities"] ul').first();
    expect(await list.locator('li').count()).toBe(1);
    expect(await list.textContent()).toContain('Facebook');
    expect(await list.textContent()).toContain(way.language === 'en' ? 'only way in' : 'Единственный способ войти');
    expect(await refusedToTakeTheLast(page)).toBe('CONFLICT');
    await page.context().close();
  }, 300_000);
});

/** Presses the button that the page does not show. */
async function refusedToTakeTheLast(page: Page): Promise<string | undefined> {
  const ask = async (query: string, variables = {}) => {
    const answer = await page.request.post('/graphql', {
      data: { query, variables },
      headers: { origin: new URL(ground.portal.url).origin, 'sec-fetch-site': 'same-origin' },
    });
    return (await answer.json()) as {
      data: { security: { identities: { id: string }[] } };
      errors?: { extensions: { code: string } }[];
    };
  };
  const { data } = await ask('{ security { identities { id } } }');
  const [last] = data.security.identities;
  return (await ask('mutation ($id: ID!) { unlinkIdentity(id: $id) }', { id: last!.id })).errors?.[0]?.extensions.code;
}

describe('from typed text to posted topic', () => {
  const way: Way = { language: 'ru', withScripts: true };

  it.each(['vk-classic', 'facebook', 'yandex', 'keycloak', 'company'])(
    'by %s a newcomer fills no further field and loses nothing',
    async (provider) => {
      newcomer();
      const page = await opened(way);
      await asksFirst(page, way);
      await page.click(`main a[href^="/auth/${provider}?"]`);
      await posts(page, way);
      await page.context().close();
    },
    300_000,
  );

  it('by password a newcomer fills three and loses nothing', async () => {
    const page = await opened(way);
    await asksFirst(page, way);
    await page.click('main a[href^="/sign-up"]');
    await at(page, '/sign-up', way);
    await page.fill('main [name="name"]', 'Вера');
    await page.fill('main [name="email"]', `vera${++people}@mail.example`);
    await page.fill('main [name="password"]', PASSWORD);
    await act(page, 'signUp').click();
    await posts(page, way);
    await page.context().close();
  }, 300_000);
});
