import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { type Client, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

const INBOX = `{ notifications { unreadCount nodes { id kind readAt topic { title } reply { bodyHtml } actor { name } } } }`;
interface Inbox {
  notifications: {
    unreadCount: number;
    nodes: {
      id: string;
      kind: string;
      readAt: string | null;
      topic: { title: string };
      reply: { bodyHtml: string } | null;
      actor: { name: string };
    }[];
  };
}

/** Being told, through the portal as it runs: log, consumer, inbox, mail, and the link that ends mails. */
describe('being told', () => {
  let portal: RunningPortal;
  let anna: Client;
  let boris: Client;
  let topic: string;
  beforeAll(async () => {
    portal = await startPortal({ env: { PUBLIC_URL: 'http://portal.example' } });
    anna = await signedUp(portal, 'Anna');
    boris = await signedUp(portal, 'Boris');
    const asked = await anna.ask<{ ask: { id: string } }>(
      'mutation { ask(input: { kind: QUESTION, title: "The sound stops", body: "After an hour." }) { id } }',
    );
    topic = asked.ask.id;
  });
  afterAll(() => portal.close());

  const reply = (body: string) =>
    boris.ask('mutation ($topic: ID!, $body: String!) { reply(input: { topic: $topic, body: $body }) { id } }', { topic, body });
  /** Those that tell of something; others ask to confirm an address. */
  const letters = async () => {
    const folder = path.join(portal.dataDir, 'mail');
    const files = await readdir(folder).catch(() => []);
    const texts = await Promise.all(files.sort().map((file) => readFile(path.join(folder, file), 'utf8')));
    return texts.filter((text) => /^List-Unsubscribe:/m.test(text));
  };

  it('a reply rings the asker’s bell, is mailed once, and is read when it is marked so', async () => {
    await reply('Turn it off and on again.');
    const inbox = await eventually(async () => {
      const { notifications } = await anna.ask<Inbox>(INBOX);
      return notifications.nodes.length > 0 && notifications;
    });
    expect(inbox).toMatchObject({
      unreadCount: 1,
      nodes: [{ kind: 'REPLY', topic: { title: 'The sound stops' }, actor: { name: 'Boris' }, readAt: null }],
    });
    expect(await boris.ask('{ viewer { unreadCount } }')).toEqual({ viewer: { unreadCount: 0 } });
    const [letter] = await eventually(async () => (await letters()).length > 0 && letters());
    expect(letter).toContain('Subject: New reply: The sound stops');
    expect(await anna.ask('mutation { markNotificationsRead }')).toEqual({ markNotificationsRead: 1 });
    expect(await anna.ask('{ viewer { unreadCount } }')).toEqual({ viewer: { unreadCount: 0 } });
  });

  it('the link in the mail ends mails by one POST from nowhere, not by a look', async () => {
    const [letter] = await letters();
    const link = /^List-Unsubscribe: <http:\/\/portal\.example(\S+)>$/m.exec(letter!.replace(/\r?\n[ \t]+/g, ' '))![1]!;
    const isOn = async () =>
      (await anna.ask<{ viewer: { mailNotifications: boolean } }>('{ viewer { mailNotifications } }')).viewer.mailNotifications;
    const shown = await fetch(new URL(link, portal.url));
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('<form method="post">');
    expect(await isOn()).toBe(true);
    expect((await fetch(new URL(`${link}x`, portal.url), { method: 'POST' })).status).toBe(422);
    expect(await isOn()).toBe(true);
    const stopped = await fetch(new URL(link, portal.url), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(stopped.status).toBe(200);
    expect(stopped.headers.get('cache-control')).toBe('no-store');
    expect(await isOn()).toBe(false);
    await reply('And once more.');
    await eventually(
      async () => (await anna.ask<{ viewer: { unreadCount: number } }>('{ viewer { unreadCount } }')).viewer.unreadCount === 1,
    );
    await eventually(async () => (await portal.query(`select from mail where state = 'withheld'`)).length === 1);
    expect(await letters()).toHaveLength(1);
    expect(await anna.ask('mutation { setMailNotifications(on: true) { mailNotifications } }')).toEqual({
      setMailNotifications: { mailNotifications: true },
    });
  });

  it('a visitor has no inbox, and a member does not read other people’s mail', async () => {
    const visitor = await fetch(new URL('/graphql', portal.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: portal.url },
      body: JSON.stringify({ query: INBOX }),
    });
    expect(await visitor.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await anna.graphql('{ writtenMail { text } }')).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });
});
