import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import { Webhook } from 'standardwebhooks';
import { CrmPortal } from '../../testing/crm-portal.js';
import { Receiver } from '@veche/platform/testing';
import { envelopeJsonSchema, envelopeSchema } from './envelope.js';
import { isWebhookSecret, newWebhookSecret, signedHeaders } from './signature.js';
import { retryAfterOf } from './verdict.js';

describe('the signature', () => {
  it('is accepted by whoever knows one of the secrets, and by nobody else', () => {
    const [newest, former, foreign] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
    const headers = signedHeaders('some-id', new Date(), '{"a":1}', [newest, former]);
    for (const secret of [newest, former]) expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 });
    expect(() => new Webhook(foreign).verify('{"a":1}', headers)).toThrow();
    expect(() => new Webhook(newest).verify('{"a":2}', headers)).toThrow();
    expect(() => new Webhook(newest).verify('{"a":1}', { ...headers, 'webhook-id': 'another' })).toThrow();
  });

  it('is made with secrets of the form that the specification wants', () => {
    expect(isWebhookSecret(newWebhookSecret())).toBe(true);
    for (const bytes of [24, 64]) expect(isWebhookSecret(`whsec_${Buffer.alloc(bytes, 1).toString('base64')}`)).toBe(true);
    for (const bytes of [23, 65]) expect(isWebhookSecret(`whsec_${Buffer.alloc(bytes, 1).toString('base64')}`)).toBe(false);
    for (const wrong of ['', 'whsec_', 'secret', 'whsec_ä', `sk_${'A'.repeat(44)}`]) expect(isWebhookSecret(wrong)).toBe(false);
  });
});

describe('Retry-After', () => {
  it('is read as seconds and as a date, a day at most', () => {
    const now = new Date('2026-11-22T10:00:00Z');
    expect(retryAfterOf('120', now)).toBe(120);
    expect(retryAfterOf('Sun, 22 Nov 2026 10:00:30 GMT', now)).toBe(30);
    expect(retryAfterOf('Sat, 21 Nov 2026 10:00:30 GMT', now)).toBe(0);
    expect(retryAfterOf('9999999999', now)).toBe(86_400);
    for (const senseless of [undefined, 'soon', '-5', '']) expect(retryAfterOf(senseless, now)).toBeNull();
  });
});

describe('the body', () => {
  let portal: CrmPortal;
  let crm: Receiver;
  beforeAll(async () => {
    portal = await CrmPortal.open();
    crm = await new Receiver().start();
    await portal.aConnection(crm.url);
  });
  afterAll(async () => {
    await crm.stop();
    await portal.close();
  });

  it('is what the committed schema promises (npm run generate)', async () => {
    const committed = await readFile(new URL('../../../webhook-envelope.json', import.meta.url), 'utf8');
    expect(committed).toBe(`${JSON.stringify(envelopeJsonSchema(), null, 2)}\n`);
  });

  it('tells what happened, to whom, and where to look, without a word that anybody wrote', async () => {
    const anna = await portal.aPerson('Анна "Я"');
    const topic = newId();
    await portal.db.main
      .rows(sql`insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
      values (${topic}, 'k7d2m9qx', 'secret-title', 'QUESTION', 2, 'Secret title', 'Secret body', '<p>Secret body</p>', 'Secret body', ${anna}, 'A', now(), now())`);
    const [id] = await portal.happened({
      personId: anna,
      kind: 'topic.asked',
      topicId: topic,
      audienceId: 2,
      payload: { topicKind: 'QUESTION', audience: 'MEMBERS' },
    });
    await portal.work();
    const body = envelopeSchema.parse(JSON.parse(crm.calls[0]!.body));
    expect(body).toMatchObject({
      type: 'topic.asked',
      data: {
        interaction: { id, position: 1, audience: 'MEMBERS', payload: { topicKind: 'QUESTION', audience: 'MEMBERS' } },
        topic: { id: topic, kind: 'QUESTION', url: 'https://portal.example/t/k7d2m9qx' },
        person: { id: anna, name: 'Анна "Я"', email: `${anna}@example.org`, locale: 'ru' },
      },
    });
    expect(crm.calls[0]!.body).not.toMatch(/secret/i);
  });
});
