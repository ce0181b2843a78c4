import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { XSS_CORPUS, eventually } from '@veche/platform/testing';
import { type IntrospectionQuery, buildClientSchema, getIntrospectionQuery } from 'graphql';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.js';
import { attack } from './support/attack.js';
import type { Attacker } from './support/attacker.js';
import type { Ground } from './support/ground.js';
import { answer, ask, rareWord } from './support/hideaway.js';
import { listen } from './support/listener.js';
import { writersOf } from './support/pointers.js';

/** Texts that end what they stand in: an attribute, a script's data, a comment, a template. */
const ENDS = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '<!--<script>alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '\u2028</title><script>alert(1)</script>',
  'javascript:alert(1)',
];

/** In a page: attributes that run something. As text: these are the browser's own words. */
const LIVE_ATTRIBUTES = `[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])
  .filter(({ name, value }) => /^on|^srcdoc$/i.test(name) || (/href$|^src$|action$/i.test(name) && /^\\s*(javascript|vbscript|data:(?!image))/i.test(value)))
  .map(({ name, value, ownerElement }) => ownerElement.tagName + ' ' + name + '=' + value)`;

/** Cases 14 to 16, 18, 20 to 22 and 24: texts that would be something else. */
export function injectedTexts(at: () => Ground): void {
  describe('injected texts', () => {
    let ground: Ground;
    let browser: Browser;
    beforeAll(async () => {
      ground = at();
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());

    /** Whatever a page does that it must not: dialogs, refused scripts, calls to others. */
    async function misdeeds(paths: readonly string[], who?: Attacker): Promise<string[]> {
      const found: string[] = [];
      const context = await browser.newContext({ baseURL: ground.url });
      if (who !== undefined) await context.addCookies(who.cookiesFor(ground.url));
      const page = await context.newPage();
      page.on('dialog', (dialog) => (found.push(`dialog at ${page.url()}`), void dialog.dismiss()));
      page.on('console', (message) => /content security policy/i.test(message.text()) && found.push(message.text()));
      page.on(
        'request',
        (request) =>
          new URL(request.url()).origin !== new URL(ground.url).origin && !request.url().startsWith('data:') && found.push(request.url()),
      );
      for (const path of paths) {
        await page.goto(path);
        await page.waitForSelector('html[data-hydrated]', { state: 'attached' });
        found.push(...(await page.evaluate<string[]>(LIVE_ATTRIBUTES)));
      }
      await context.close();
      return found;
    }

    attack(14, 'hostile Markdown neither runs nor calls anywhere in a browser: in a topic, an answer, a list, a search', async () => {
      const word = rareWord();
      const half = Math.ceil(XSS_CORPUS.length / 2);
      const topic = await ask(ground.representative, { title: `A hostile text ${word}`, body: XSS_CORPUS.slice(0, half).join('\n\n') });
      await answer(ground.representative, topic.id, XSS_CORPUS.slice(half).join('\n\n'));
      const search = `/search?q=${encodeURIComponent(`${word} <script>alert(1)</script>"><img src=x onerror=alert(1)>`)}`;
      expect(await misdeeds([topic.path, '/questions', search, `/people/${ground.representative.handle}`])).toEqual([]);
    });

    attack(15, 'titles, tags, names of products and groups are text wherever they stand', async () => {
      const word = rareWord();
      const paths: string[] = [];
      for (const [i, end] of ENDS.entries()) {
        const topic = await ask(ground.representative, { title: `${word} ${end}`, body: end, kind: 'IDEA' });
        const tagged = await ground.representative.graphql<{ ask: { path: string } }>(
          'mutation ($input: AskInput!) { ask(input: $input) { path } }',
          { input: { kind: 'IDEA', title: `${word} tagged ${i}`, body: 'x', tags: [end] } },
        );
        await ground.representative.graphql('mutation ($input: CreateGroupInput!) { createGroup(input: $input) { path } }', {
          input: { name: `${word} ${end}`, type: 'PUBLIC', description: end },
        });
        await ground.admin.graphql('mutation ($input: ProductInput!) { saveProduct(input: $input) { id } }', {
          input: { name: `P${i} ${end}`.slice(0, 60), description: end },
        });
        paths.push(topic.path, ...(tagged.data === null ? [] : [tagged.data.ask.path]));
      }
      for (const path of [...paths, '/ideas', '/tags', '/groups', '/products', `/search?q=${word}`]) {
        const { html } = await ground.anybody().page(path);
        expect([path, html.match(/<script>alert|<img src=x|<svg onload|<!--<script/g)]).toEqual([path, null]);
      }
      expect(await misdeeds([paths[0]!, paths.at(-1)!, '/ideas', '/tags', '/groups', '/products'])).toEqual([]);
    });

    attack(16, 'a profile is text: its name, its words and its title', async () => {
      const joker = await ground.newcomer('Joker');
      for (const end of ENDS) {
        const { errors } = await joker.graphql('mutation ($name: String!, $bio: String) { editProfile(name: $name, bio: $bio) { id } }', {
          name: end.slice(0, 50),
          bio: `${end} https://evil.example javascript:alert(1)`,
        });
        const { html } = await ground.anybody().page(`/people/${joker.handle}`);
        expect([end, errors, html.match(/<script>alert|<img src=x|<svg onload|href="javascript:/g)]).toEqual([end, errors, null]);
      }
      expect(await misdeeds([`/people/${joker.handle}`])).toEqual([]);
      expect(await misdeeds(['/', '/settings', '/notifications'], joker)).toEqual([]);
    });

    attack(18, 'the state that a page carries ends where it ends, whatever stands in it', async () => {
      const topic = await ask(ground.representative, { title: `State ${rareWord()} ${ENDS[0]}`, body: `${ENDS.join(' ')} \u2028 \u2029` });
      const { html } = await ground.anybody().page(topic.path);
      const scripts = [...html.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)]
        .map((match) => match[1]!)
        .filter((text) => text.trim() !== '');
      expect(scripts.length).toBeGreaterThan(0);
      for (const text of scripts) {
        expect(() => JSON.parse(text) as unknown).not.toThrow();
        expect(text).not.toMatch(/<!--|<script|\u2028/);
      }
    });

    attack(20, 'no text becomes SQL, and nothing but a text is taken where a text belongs', async () => {
      const texts = [
        "' OR 1=1--",
        "x'; select pg_sleep(20); --",
        "'||pg_sleep(20)||'",
        '$1',
        '%',
        '\\',
        "\\'; drop table topic; --",
        '\u0000',
        'a\u0000b',
        '1e999',
        '-1',
        '(((',
        '*:*',
        '& | !',
        "x' <-> y:*",
        '\ud800',
      ];
      const others: unknown[] = [{ $ne: null }, ['x'], { toString: 'x' }, 1e300, -1, true, null, [], {}, [[]], { length: 1e9 }];
      const fields: [string, string][] = [
        ['search(query: $x) { topics { key } }', 'String!'], ['similarTopics(title: $x) { key }', 'String!'], ['similarTopics(title: "abc", body: $x) { key }', 'String'], ['topic(key: $x) { key }', 'String!'],
        ['tag(slug: $x) { name }', 'String!'], ['product(slug: $x) { name }', 'String!'], ['person(handle: $x) { name }', 'String!'], ['group(slug: $x) { name }', 'String!'], ['topics(after: $x) { nodes { key } }', 'String'],
        ['topics(tag: $x) { nodes { key } }', 'String'], ['topics(product: $x) { nodes { key } }', 'String'], ['topics(group: $x) { nodes { key } }', 'String'], ['groups(after: $x) { nodes { name } }', 'String'], ['faq(product: $x) { __typename }', 'String'],
        ['wayIn(path: $x) { name }', 'String!'], ['groupLink(token: $x) { __typename }', 'String!'], ['preview(markdown: $x) { html }', 'String!'], ['passwordResetOpen(token: $x)', 'String!'], ['findPeople(query: $x) { person { name } }', 'String!'], ['auditLog(act: $x, person: $x, subject: $x) { nodes { act } }', 'String'],
        ['crmConnection(id: $x) { name }', 'ID!'], ['deliveries(connection: $x) { nodes { id } }', 'ID!'], ['moderationQueue(after: $x) { nodes { id } }', 'String'], ['notifications(after: $x) { nodes { id } }', 'String'],
      ]; // prettier-ignore
      const failed: string[] = [];
      for (const [field, type] of fields)
        for (const x of [...texts, ...others]) {
          const { text, status } = await ground.admin.raw({
            method: 'POST',
            path: '/graphql',
            headers: { origin: ground.url, 'content-type': 'application/json' },
            body: JSON.stringify({ query: `query ($x: ${type}) { ${field} }`, variables: { x } }),
          });
          if (status >= 500 || text.includes('"INTERNAL"') || /syntax error|relation "|invalid byte/i.test(text))
            failed.push(`${field} ${JSON.stringify(x)}: ${status} ${text.slice(0, 200)}`);
        }
      const schema = buildClientSchema(await ground.anybody().ask<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
      const own = await ask(ground.admin, { title: 'A topic to write about', body: 'Plain' });
      const names = { id: own.id, key: own.key, path: own.path, slug: 'plain' };
      for (const text of ['a\u0000b', `${'x'.repeat(70_000)}`, '\ud800 lone', '\u202e\u200b'])
        for (const kind of ['query', 'mutation'] as const)
          for (const writer of writersOf(schema, kind, text)) {
            const { errors } = await ground.admin.graphql(writer.query, writer.with(names));
            if (errors?.[0]?.extensions.code === 'INTERNAL') failed.push(`${writer.field} ${JSON.stringify(text).slice(0, 20)}`);
          }
      const odd = [
        '/search?q[]=x&q[a]=b',
        '/questions?after[$ne]=x&order[]=votes',
        "/search?q=%00'",
        '/t/%00/x',
        "/tags/'%20or%201=1--",
        '/people/%ff',
        '/g/%c0%ae',
        '/faq?first=1e9',
        '/questions?after=AAAA',
        '/ideas?status=%27&order=__proto__',
        '/invitation/%00',
        '/reset-password?token[]=x',
      ];
      for (const path of odd) {
        const { status } = await ground.anybody().raw({ path, headers: { accept: 'text/html' } });
        if (status >= 500) failed.push(`${path}: ${status}`);
      }
      for (const body of [
        '_form=signIn&email[]=x&password[$ne]=y',
        '_form[]=signIn',
        '_form=signIn&email=a&email=b&password=%00',
        'q='.repeat(2_000),
        '_form=ask&title=%00%00%00%00%00&body=%ff&kind=IDEA',
      ]) {
        const { status } = await ground.bob.raw({
          method: 'POST',
          path: '/sign-in',
          headers: { origin: ground.url, 'content-type': 'application/x-www-form-urlencoded' },
          body,
        });
        if (status >= 500) failed.push(`${body.slice(0, 60)}: ${status}`);
      }
      expect(failed).toEqual([]);
    });

    attack(21, 'names that every object has mean nothing: in bodies, forms, addresses and messages', async () => {
      const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];
      for (const name of names) {
        const bodies = [`{"query":"{ viewer { roles } }","${name}":{"roles":["ADMIN"],"polluted":1}}`, `{"query":"{ viewer { roles } }","variables":{"${name}":{"polluted":1}}}`,
          `{"query":"{ viewer { roles } }","extensions":{"${name}":{"polluted":1},"persistedQuery":{"sha256Hash":"${name}"}}}`, `{"query":"${name}"}`, `{"query":"sha256:${name}"}`, `{"query":"{ viewer { roles } }","operationName":"${name}"}`]; // prettier-ignore
        for (const body of bodies) {
          const { status } = await ground
            .anybody()
            .raw({ method: 'POST', path: '/graphql', headers: { origin: ground.url, 'content-type': 'application/json' }, body });
          expect([body, status < 500]).toEqual([body, true]);
        }
        const { status } = await ground.bob.raw({
          method: 'POST',
          path: `/settings?${name}[polluted]=1&lang=${name}&theme=${name}`,
          headers: { origin: ground.url, 'content-type': 'application/x-www-form-urlencoded' },
          body: `_form=${name}&${name}=1&${name}[polluted]=1`,
        });
        expect([name, status < 500]).toEqual([name, true]);
      }
      const ear = await listen(ground.bob);
      for (const name of [...names, 'error', 'connection', 'watches'])
        expect([name, await ear.say(name, { polluted: 1 })]).toEqual([name, { ok: false, code: 'INVALID' }]);
      expect(await ear.watch(JSON.parse('{"__proto__":{"topic":"x"}}') as object)).toEqual({ ok: false, code: 'INVALID' });
      ear.close();
      // Names of the library's own events: whoever says them is no browser of ours.
      for (const name of ['disconnect', 'disconnecting', 'newListener', 'connect']) {
        const strange = await listen(ground.bob);
        void strange.say(name, 'x');
        await eventually(() => strange.ended !== undefined, 20_000);
      }
      expect(await ground.anybody().ask('{ viewer { roles person { id } } }')).toEqual({ viewer: { roles: [], person: null } });
    });

    attack(22, 'a language, a theme and a file’s name are no paths', async () => {
      const climbs = [
        '../../../../etc/passwd',
        '..%2f..%2fetc%2fpasswd',
        '....//etc/passwd',
        'ru/../../en',
        '/etc/passwd',
        'C:\\windows\\win.ini',
      ];
      for (const climb of climbs) {
        for (const path of [`/?lang=${climb}`, `/?theme=${climb}`, `/theme/${climb}`, `/assets/${climb}`]) {
          const { status, text } = await ground
            .anybody()
            .raw({ path, headers: { cookie: `veche-locale=${climb}; veche-theme=${climb}`, 'accept-language': climb } });
          expect([path, status < 500, text.includes('root:')]).toEqual([path, true, false]);
        }
        const form = new FormData();
        form.append('file', new Blob([Buffer.from('R0lGODlhAQABAAAAACw=', 'base64')], { type: 'image/gif' }), climb);
        const response = await ground.bob.fetch('/files', { method: 'POST', body: form });
        const told = await response.text();
        expect([climb, response.status < 500, /etc\/passwd|win\.ini/.test(told) && told.includes('/work')]).toEqual([climb, true, false]);
      }
    });

    attack(24, 'no text of a request becomes a header of the answer', async () => {
      const lines = [
        '%0d%0aset-cookie:%20evil=1',
        '%0aset-cookie:%20evil=1',
        '%E5%98%8D%E5%98%8Aset-cookie:evil=1',
        '\u560d\u560aset-cookie:evil=1',
      ];
      for (const line of lines) {
        const paths = [
          `/sign-in?return=/${line}`,
          `/?lang=en${line}`,
          `/t/aaaaaaaa/${line}`,
          `//${line}`,
          `/auth/keycloak?return=/faq${line}`,
          `/?theme=dark${line}`,
          `/files/${line}`,
        ].map((path) => encodeURI(decodeURI(path)).replace(/%25/g, '%'));
        for (const path of paths) {
          const { headers, status } = await ground.anybody().raw({ path });
          expect([
            path,
            status < 500,
            [...headers].filter(([name, value]) => name === 'evil' || (name === 'set-cookie' && value.startsWith('evil'))),
          ]).toEqual([path, true, []]);
        }
      }
      const { headers } = await ground.anybody().raw({ path: '/', headers: { 'x-request-id': 'x\tset-cookie: evil=1 <script>' } });
      expect(headers.get('x-request-id')).toMatch(/^[\w-]+$/);
    });
  });
}
