import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { type Client, PASSWORD, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

let portal: RunningPortal;
let browser: Browser;
let topic: { id: string; path: string };
let people: Record<'member' | 'representative' | 'crm' | 'admin', { email: string }>;
let handle: string;

const long = `${'Überlangeswortohnejedesleerzeichen'.repeat(4)} مرحبا 👍🏽 ${'w'.repeat(50)}`;

beforeAll(async () => {
  [portal, browser] = await Promise.all([startPortal(), openBrowser()]);
  const admin = await administrator(portal);
  await admin.ask('mutation { saveProduct(input: { name: "Player", slug: "player" }) { id } }');
  const [asker, member, representative, crm] = await Promise.all(
    ['Asa Asker', 'Mel Member', 'Rea Representative', 'Cora Crm'].map((name) => signedUp(portal, name)),
  );
  await grant(admin, representative!.personId, 'REPRESENTATIVE');
  await grant(admin, crm!.personId, 'CRM_ADMIN');
  // Links of people who came just now would wait for a moderator.
  await admin.ask('mutation { setFirstPostsRule(rule: NONE) }');
  await admin.ask('mutation { saveConnection(input: { name: "Our CRM", url: "https://crm.example/hook" }) { id } }');
  const email = (person: unknown) => ({ email: (person as { email: string }).email });
  people = { member: email(member), representative: email(representative), crm: email(crm), admin: { email: 'admin@people.example' } };
  handle = asker!.handle;
  topic = await conversation(asker!, member!, representative!);
  // A list that is full, with titles as long as they may be.
  for (let i = 0; i < 12; i++) {
    await asker!.ask('mutation ($input: AskInput!) { ask(input: $input) { id } }', {
      input: {
        kind: ['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE'][i % 4],
        title: i % 3 === 0 ? long : `A title like many others, number ${i}`,
        body: long,
        products: ['player'],
        tags: ['sound', 'network'],
      },
    });
  }
});
afterAll(async () => {
  await browser.close();
  await portal.close();
});

/** A topic with 20 replies, comments, both verdicts, a table, code and a long word. */
async function conversation(asker: Client, member: Client, representative: Client): Promise<{ id: string; path: string }> {
  const { ask } = await asker.ask<{ ask: { id: string; path: string } }>(
    'mutation ($input: AskInput!) { ask(input: $input) { id path } }',
    {
      input: {
        kind: 'PROBLEM',
        title: long,
        body: `A table:\n\n| a | b |\n|---|---|\n| 1 | ${'2'.repeat(300)} |\n\n\`\`\`js\nconst x = '${'y'.repeat(200)}';\n\`\`\`\n\n${long}`,
        products: ['player'],
        tags: ['sound'],
      },
    },
  );
  const ids: string[] = [];
  for (let i = 0; i < 20; i++) {
    const by = [member, asker, representative][i % 3]!;
    const { reply } = await by.ask<{ reply: { id: string } }>('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
      input: {
        topic: ask.id,
        body: i === 4 ? long : `Answer number ${i}, with **words** and a [link](https://example.org/${i}).\n\n1. one\n2. two`,
        official: i === 2,
      },
    });
    ids.push(reply.id);
    if (i % 5 === 0)
      await asker.ask('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
        input: { topic: ask.id, parent: reply.id, kind: 'COMMENT', body: 'A comment on it.' },
      });
  }
  await asker.ask('mutation ($id: ID!) { markSolution(reply: $id) { id } }', { id: ids[3] });
  await representative.ask('mutation ($id: ID!) { setStatus(topic: $id, status: ACKNOWLEDGED, word: "We see it too.") { id } }', {
    id: ask.id,
  });
  return ask;
}

async function signedIn(
  who: keyof typeof people | undefined,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page }> {
  // Colours are measured at rest: what is fading in has less contrast for a tenth of a second.
  const context = await browser.newContext({ baseURL: portal.url, locale: 'en-US', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  if (who !== undefined) {
    await page.goto('/sign-in');
    await page.fill('main input[name="email"]', people[who].email);
    await page.fill('main input[name="password"]', PASSWORD);
    await page.press('main input[name="password"]', 'Enter');
    await page
      .waitForURL((url) => url.pathname === '/')
      .catch(async () => {
        throw new Error(`${who} could not sign in: ${await page.locator('main').innerText()}`);
      });
  }
  return { context, page };
}

/** The tokens of dark pages are the same everywhere: `npm test` looks at light ones, `npm run e2e` at both. */
const SCHEMES = process.env['VECHE_STORM'] === 'small' ? (['light'] as const) : (['light', 'dark'] as const);

/** Every page, by who sees most of it. */
const pages = (): [who: keyof typeof people | undefined, paths: string[]][] => [
  [
    undefined,
    [
      '/',
      '/questions',
      '/problems',
      '/ideas?order=votes',
      '/praise',
      '/updates',
      topic.path,
      '/faq',
      '/tags',
      '/tags/sound',
      '/products',
      '/products/player',
      '/search?q=title',
      '/search?q=nothingatall',
      '/sign-in',
      '/sign-up',
      '/setup?token=x',
      '/no-such-page',
      `/people/${handle}`,
      `${topic.path}/history`,
      '/ask',
    ],
  ],
  [
    'member',
    [
      '/',
      topic.path,
      '/ask',
      '/notifications',
      '/settings',
      '/settings/security',
      '/settings/preferences',
      '/settings/moderation',
      `${topic.path}/flag`,
      `/people/${handle}`,
    ],
  ],
  ['representative', [topic.path, `${topic.path}/edit`, '/ask']],
  ['crm', ['/crm']],
  ['admin', ['/admin', '/admin/site', '/admin/products', '/admin/people', '/admin/mail', '/admin/audit', '/moderation', '/crm/new']],
];

describe('every page', () => {
  it('breaks no rule of WCAG 2.2 AA that a machine can check, light and dark', async () => {
    const found: string[] = [];
    for (const [who, paths] of pages()) {
      for (const colorScheme of SCHEMES) {
        const { context, page } = await signedIn(who, { colorScheme });
        for (const path of paths) {
          await page.goto(path);
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          found.push(
            ...violations.map(
              ({ id, nodes }) =>
                `${who ?? 'visitor'} ${path} ${colorScheme}: ${id} ${nodes
                  .map(({ target }) => target.join(' '))
                  .slice(0, 3)
                  .join(' | ')}`,
            ),
          );
        }
        await context.close();
      }
    }
    expect(found).toEqual([]);
  }, 400_000);

  it('does not scroll sideways on a phone', async () => {
    const wide: string[] = [];
    for (const [who, paths] of pages()) {
      const { context, page } = await signedIn(who, { viewport: { width: 390, height: 800 } });
      for (const path of paths) {
        await page.goto(path);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        if (width !== 390) wide.push(`${who ?? 'visitor'} ${path}: ${String(width)}`);
      }
      await context.close();
    }
    expect(wide).toEqual([]);
  }, 200_000);

  it('says nothing in the console and keeps to its content security policy', async () => {
    const said: string[] = [];
    for (const [who, paths] of pages()) {
      const { context, page } = await signedIn(who);
      page.on('console', (message) => {
        // A 404 page is one on purpose.
        if (['error', 'warning'].includes(message.type()) && !message.text().includes('404')) said.push(`${page.url()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
      for (const path of paths) {
        await page.goto(path);
        await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
      }
      await context.close();
    }
    expect(said).toEqual([]);
  }, 200_000);
});

describe('by keyboard alone', () => {
  it('one signs in, asks and stands before one’s topic', async () => {
    const { context, page } = await signedIn('member');
    await page.goto('/ask');
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
    const reach = async (selector: string): Promise<void> => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      }
      throw new Error(`${selector} is not reached by Tab`);
    };
    await reach('input[name="kind"]');
    await page.keyboard.press('ArrowDown');
    await reach('input[name="title"]');
    await page.keyboard.type('Asked without a mouse');
    await reach('textarea[name="body"]');
    await page.keyboard.type('Every step by Tab, arrows and Enter.');
    await reach('button[name="_form"][value="ask"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/t\//);
    await page.locator('h1', { hasText: 'Asked without a mouse' }).first().waitFor();
    await context.close();
  }, 60_000);

  it('the first Tab offers to skip to the content', async () => {
    const { context, page } = await signedIn(undefined);
    await page.goto('/questions');
    await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    // The browser moves there in a moment of its own.
    await page.locator('#main:focus').waitFor();
    await context.close();
  });
});
