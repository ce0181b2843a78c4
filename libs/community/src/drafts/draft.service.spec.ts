import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PortalContext } from '@veche/identity';
import { DAY, sql } from '@veche/platform';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicResolver } from '../topics/topic.resolver.js';
import { DraftResolver } from './draft.resolver.js';
import { DRAFTS, type DraftFields, DraftService } from './draft.service.js';

describe('a visitor’s draft', () => {
  let world: CommunityWorld;
  const drafts = () => world.get(DraftService);
  const keep = (token: string | null, fields: DraftFields, address = `192.0.2.${++addresses}`) => drafts().keep(token, fields, address);
  let addresses = 0;
  const withCookie = (cookie?: string) => world.get(DraftResolver).draft({ request: { headers: { cookie } } } as PortalContext);
  const typed = {
    _form: 'ask',
    kind: 'IDEA',
    title: 'Тёмная <тема>',
    body: 'Line\r\n"quoted"',
    product: 'app',
    tags: 'ui, dark',
    audience: 'MEMBERS',
    group: 'beta-testers',
  };
  beforeAll(async () => {
    world = await communityWorld();
  });
  afterAll(() => world.close());

  it('comes back as it was typed, by the cookie alone, and its place is taken by the next', async () => {
    const token = await keep(null, typed);
    const { _form, ...fields } = typed;
    expect(_form).toBe('ask');
    expect(await withCookie(`a=b; veche-draft=${token}; c=d`)).toEqual(fields);
    expect(await keep(token, { title: 'Other' })).toBe(token);
    expect(await drafts().read(token)).toEqual({
      kind: null,
      title: 'Other',
      body: '',
      product: null,
      tags: '',
      audience: null,
      group: null,
    });
    await drafts().drop(token);
    expect(await withCookie(`veche-draft=${token}`)).toBeNull();
  });

  it('is not in the table by its token, and a token that somebody made up opens nothing', async () => {
    const token = await keep(null, typed);
    const [row] = await world.test.db.main.rows(
      sql`select encode(cookie_hash, 'hex') || encode(cookie_hash, 'base64') as known from draft order by created_at desc limit 1`,
    );
    expect(JSON.stringify(row)).not.toContain(token);
    for (const cookie of [undefined, '', 'veche-draft=', 'veche-draft=x', `not-veche-draft=${token}`, `veche-draft=${token}x`])
      expect(await withCookie(cookie)).toBeNull();
    expect(await keep('chosen-by-an-attacker', typed)).not.toBe('chosen-by-an-attacker');
    await expect(world.test.db.anonymous.rows(sql`select fields from draft`)).rejects.toThrow('permission denied');
  });

  it('is forgotten after a week', async () => {
    const token = await keep(null, typed);
    world.clock.advance(7 * DAY - 1);
    expect(await drafts().read(token)).not.toBeNull();
    world.clock.advance(1);
    expect(await drafts().read(token)).toBeNull();
    await drafts().clear();
    expect(await world.test.db.main.rows(sql`select 1 from draft`)).toEqual([]);
  });

  it('is forgotten once it was asked', async () => {
    const token = await keep(null, typed);
    const context = { request: { headers: { cookie: `veche-draft=${token}` } } } as PortalContext;
    await world.get(TopicResolver).ask(await world.person('Anna'), { kind: 'IDEA', title: typed.title, body: typed.body }, context);
    expect(await drafts().read(token)).toBeNull();
  });

  it('takes a longest text in Russian, and refuses more by field', async () => {
    const body = 'щ'.repeat(30_000);
    expect(await drafts().read(await keep(null, { ...typed, body }))).toMatchObject({ body });
    await expect(keep(null, { ...typed, body: 'щ'.repeat(41_000) })).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
  });

  it('is braked by network, and what was kept is not touched by it', async () => {
    const [token] = await Promise.all(Array.from({ length: DRAFTS.points }, (_, i) => keep(null, typed, `2001:db8:0:1::${i + 1}`)));
    await expect(keep(null, typed, '2001:db8:0:1:ffff::1')).rejects.toMatchObject({ code: 'LIMITED' });
    await expect(keep(token!, { title: 'Other' }, '2001:db8:0:1::1')).rejects.toMatchObject({ code: 'LIMITED' });
    expect(await drafts().read(token!)).toMatchObject({ title: typed.title });
    expect(await keep(token!, typed, '2001:db8:0:2::1')).toBe(token);
  });

  it.each([
    ['repeated fields', { title: ['One', 'Two'], tags: ['a', 'b'] }, { title: 'One', tags: 'a, b' }],
    ['objects in place of text', { title: { toString: 'x' }, body: 5, kind: ['IDEA'] }, { title: '', body: '', kind: 'IDEA' }],
    ['kinds that are none', { kind: '__proto__', audience: 'constructor' }, { kind: null, audience: null }],
    ['names of the prototype', JSON.parse('{"__proto__":{"title":"x"},"title":"y"}') as object, { title: 'y' }],
    ['zero bytes and half characters', { title: 'a\u0000b\ud800c' }, { title: 'ab\ufffdc' }],
  ])('takes %s for what they are', async (_, fields, expected) => {
    expect(await drafts().read(await keep(null, fields as Record<string, unknown>))).toMatchObject(expected);
  });
});
