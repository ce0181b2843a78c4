import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

// Everything here is done by plain forms, as a browser without scripts does it.
type Known = Client & { personId: string; handle: string };
let portal: RunningPortal;
let author: Known;
let reader: Known;
let moderator: Known;
let representative: Known;
let topic: { id: string; path: string };

beforeAll(async () => {
  portal = await startPortal();
  const admin = await administrator(portal);
  [author, reader, moderator, representative] = [
    await signedUp(portal, 'Asa Author'),
    await signedUp(portal, 'Rita Reader'),
    await signedUp(portal, 'Mo Moderator'),
    await signedUp(portal, 'Rea Representative'),
  ];
  await grant(admin, moderator.personId, 'MODERATOR');
  await grant(admin, representative.personId, 'REPRESENTATIVE');
  topic = await ask(author, { title: 'How does the player work?', body: 'Plain words' });
});
afterAll(() => portal.close());

async function ask(client: Client, input: Record<string, unknown>): Promise<{ id: string; path: string }> {
  const { ask: made } = await client.ask<{ ask: { id: string; path: string } }>(
    `mutation ($input: AskInput!) { ask(input: $input) { id path } }`,
    {
      input: { kind: 'QUESTION', ...input },
    },
  );
  return made;
}

/** The value of a hidden field on a page. */
const hidden = (html: string, name: string): string | undefined => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

describe('pointing out, without scripts', () => {
  it('is offered beside the post, says thanks, cannot be done twice, and is taken back', async () => {
    const flag = `${topic.path}/flag`;
    expect((await reader.page(topic.path)).html).toContain(`href="${flag}"`);
    expect((await author.page(topic.path)).html).not.toContain(`href="${flag}"`);
    expect((await new Client(portal).page(flag)).location).toContain('/sign-in?return=');
    const send = (words: string) => reader.submit(flag, { _form: 'flagPost', topic: topic.id, reason: 'INSULT', words });
    expect((await send('See the second line')).status).toBe(303);
    const thanks = (await reader.page(flag)).html;
    expect(thanks).toContain('Thank you.');
    expect(thanks).toContain('See the second line');
    expect(thanks).not.toContain('value="flagPost"');
    const twice = await send('Once more');
    expect([twice.status, twice.html.includes('You pointed this out already')]).toEqual([422, true]);
    const queue = (await moderator.page('/moderation')).html;
    expect(queue).toContain('1 flag');
    expect(queue).toContain('See the second line');
    await reader.submit(flag, { _form: 'unflagPost', topic: topic.id });
    expect((await reader.page(flag)).html).toContain('value="flagPost"');
    expect((await moderator.page('/moderation')).html).not.toContain('See the second line');
  });
});

describe('somebody new', () => {
  it('sees that a post waits, where it stands, and what came of it; objects, and reads the answer', async () => {
    const newcomer = await signedUp(portal, 'Nina Newcomer');
    const held = await ask(newcomer, { title: 'Look at what I found', body: 'https://shop.example/now' });
    expect((await newcomer.page(held.path)).html).toContain('This waits for a moderator');
    expect((await reader.page(held.path)).status).toBe(404);
    expect((await newcomer.page('/settings/moderation')).html).toContain(held.path);
    const { moderationQueue: queue } = await moderator.ask<{ moderationQueue: { nodes: { id: string }[] } }>(
      `{ moderationQueue(person: "${newcomer.handle}") { nodes { id } } }`,
    );
    await moderator.submit('/moderation', {
      _form: 'removePosts',
      case: queue.nodes[0]!.id,
      reason: 'SPAM',
      words: 'Ask without the shop',
    });
    const told = (await newcomer.page('/settings/moderation')).html;
    for (const words of ['What you wrote was taken away', 'Advertising or spam', 'Ask without the shop', held.path])
      expect(told).toContain(words);
    expect(told).not.toContain('Mo Moderator');
    const sent = await newcomer.submit('/settings/moderation', {
      _form: 'objectToModeration',
      act: hidden(told, 'act')!,
      words: 'It is my own shop',
    });
    expect(sent.status).toBe(303);
    expect((await moderator.page('/moderation')).html).toContain('It is my own shop');
    await moderator.submit('/moderation', { _form: 'upholdModeration', act: hidden(told, 'act')!, words: 'Shops have their own place' });
    expect((await newcomer.page('/settings/moderation')).html).toContain('Shops have their own place');
  });

  it('gets a form with a sealed time and a field that nobody reaches; a script that falls for it waits, a person does not', async () => {
    const nora = await signedUp(portal, 'Nora Newcomer');
    const { html } = await nora.page('/ask');
    const token = hidden(html, 'formToken')!;
    expect(html).toMatch(/aria-hidden="true"[^]*name="homepage"[^>]*tabindex="-1"[^>]*autocomplete="off"/);
    const send = (more: Record<string, string>) =>
      nora.submit('/ask', {
        _form: 'ask',
        kind: 'QUESTION',
        title: 'A plain question of mine',
        body: 'Plain',
        audience: 'EVERYONE',
        ...more,
      });
    const state = async (location: string | null) =>
      (await nora.ask<{ topic: { state: string } }>(`{ topic(key: "${location!.split('/')[2]!}") { state } }`)).topic.state;
    expect(await state((await send({ formToken: token, homepage: 'https://x.example' })).location)).toBe('HELD');
    expect(await state((await send({ formToken: '' })).location)).toBe('HELD');
    // By then more than a second has gone by; were the machine that quick, this waits for it.
    const at = Date.now();
    while (Date.now() - at < 1_100) await nora.page('/ask');
    expect(await state((await send({ formToken: token, homepage: '' })).location)).toBe('PUBLISHED');
  });

  it('is let in by a sign-up that looks like a script’s, and what they write waits', async () => {
    const bot = new Client(portal);
    const page = (await bot.page('/sign-up')).html;
    expect(hidden(page, 'formToken')).toBeTruthy();
    const fields = { _form: 'signUp', name: 'Bo Bot', email: 'bo@bots.example', password: 'a long password' };
    const { status } = await bot.submit('/sign-up', { ...fields, formToken: hidden(page, 'formToken')!, homepage: 'https://x.example' });
    expect(status).toBe(303);
    const made = await ask(bot, { title: 'An innocent question', body: 'Plain words' });
    expect((await new Client(portal).page(made.path)).status).toBe(404);
    expect((await moderator.page('/moderation')).html).toContain('looks like a robot');
  });

  it('cached pages of visitors carry no token', async () => {
    for (const path of ['/', topic.path, '/questions']) {
      const visitor = new Client(portal);
      for (let i = 0; i < 2; i += 1) expect((await visitor.page(path)).html).not.toContain('formToken" value');
    }
  });
});

describe('what was said in private', () => {
  it('becomes public only as the copy that its author saw and agreed to', async () => {
    const secret = await ask(author, { title: 'My card 1234 is refused', body: 'I am Asa from Cyprus', audience: 'PRIVATE' });
    const copy = { title: 'What to do when a card is refused', body: 'Somebody paid from abroad.' };
    expect((await representative.submit(secret.path, { _form: 'askToPublish', topic: secret.id, ...copy })).status).toBe(303);
    const page = (await author.page(secret.path)).html;
    for (const words of [copy.title, copy.body, 'Yes, publish this text']) expect(page).toContain(words);
    const { location } = await author.submit(secret.path, {
      _form: 'answerPublication',
      publication: hidden(page, 'publication')!,
      agreed: 'yes',
    });
    const open = await new Client(portal).page(location!);
    expect([open.status, open.html.includes(copy.body), /1234|Cyprus/.test(open.html)]).toEqual([200, true, false]);
    expect((await new Client(portal).page(secret.path)).status).toBe(404);
    expect((await author.page('/settings/preferences')).html).toContain('Publishing a cleaned copy');
  });

  it('a representative writes to a person, who finds it in the inbox', async () => {
    const { location } = await representative.submit(`/people/${reader.handle}`, {
      ...{ _form: 'writeToPerson', handle: reader.handle, title: 'About your last order', body: 'It is on its way.' },
    });
    expect((await reader.page(location!)).html).toContain('It is on its way.');
    expect((await author.page(location!)).status).toBe(404);
  });
});
