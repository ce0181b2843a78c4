import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { ProductService } from '../products/product.service.js';
import { TagService } from '../tags/tag.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { AskService } from '../topics/ask.service.js';
import type { AskInput } from '../topics/topic.input.js';
import { TopicService } from '../topics/topic.service.js';
import type { Topic } from '../topics/topic.type.js';
import { readableAccent, textContrast } from './accent.js';
import { SiteService } from './site.service.js';

let town: CommunityWorld;
let anna: Viewer;
let oleg: Viewer;
let admin: Viewer;
beforeAll(async () => {
  town = await communityWorld();
  anna = await town.person('Anna');
  oleg = await town.person('Oleg', 'REPRESENTATIVE');
  admin = await town.person('Alex', 'ADMIN');
});
afterAll(() => town.close());

const ask = (viewer: Viewer, input: Partial<AskInput>): Promise<Topic> =>
  town.get(AskService).ask(viewer, { kind: 'QUESTION', title: 'How does it work?', body: '', ...input });
const audit = () =>
  town.test.db.main.rows<{ act: string }>(sql`select act from audit_entry order by at, id`).then((found) => found.map(({ act }) => act));

describe('products', () => {
  it('are saved by administrators, listed in their order, counted for who looks', async () => {
    const player = await town.get(ProductService).save(admin, { name: 'Player', description: 'The box' });
    const app = await town.get(ProductService).save(admin, { name: 'Мобильное приложение' });
    expect([player.slug, app.slug]).toEqual(['player', 'mobilnoe-prilozhenie']);
    const [open, members] = [await ask(anna, { products: ['player'] }), await ask(anna, { products: ['player'], audience: 'MEMBERS' })];
    await ask(oleg, { products: ['player'], audience: 'STAFF' });
    const count = async (viewer: Viewer): Promise<number | undefined> =>
      (await town.get(ProductService).bySlug(viewer, 'player'))?.topicCount;
    expect([await count(visitor()), await count(anna), await count(oleg)]).toEqual([1, 2, 3]);
    await town.get(TopicService).move(oleg, open.id, 'MEMBERS');
    expect([await count(visitor()), await count(anna)]).toEqual([0, 2]);
    await town.get(TopicService).delete(anna, members.id);
    expect([await count(anna), await count(admin)]).toEqual([1, 2]);
    await town.get(TopicService).restore(anna, members.id);
    expect(await count(anna)).toBe(2);
    const site = await town.get(SiteService).site(visitor());
    expect(site.products.map(({ slug, topicCount }) => [slug, topicCount])).toEqual([
      ['player', 0],
      ['mobilnoe-prilozhenie', 0],
    ]);
  });

  it('keep their place when changed, and leave the choice when archived', async () => {
    const player = (await town.get(ProductService).bySlug(admin, 'player'))!;
    await town.get(ProductService).save(admin, { id: player.id, name: 'Player 2', slug: 'player', archived: true });
    expect((await town.get(SiteService).site(anna)).products.map(({ slug }) => slug)).toEqual(['mobilnoe-prilozhenie']);
    expect((await town.get(SiteService).site(admin)).products.map(({ slug }) => slug)).toEqual(['player', 'mobilnoe-prilozhenie']);
    expect(await town.get(ProductService).bySlug(anna, 'player')).toMatchObject({ name: 'Player 2', archived: true });
    expect(await audit()).toEqual(['product.added', 'product.added', 'topic.moved', 'product.changed']);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'Other', slug: 'player' }, 'slug'],
    [{ name: 'Other', slug: 'Not A Slug' }, 'slug'],
    [{ name: 'Other', description: 'a'.repeat(501) }, 'description'],
  ])('refuse %j', async (input, field) => {
    await expect(town.get(ProductService).save(admin, input)).rejects.toMatchObject({ code: 'INVALID', field });
  });

  it('that are not there are not changed', async () => {
    await expect(town.get(ProductService).save(admin, { id: 'x', name: 'Other' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('tags', () => {
  it('exist for those who see a topic with them, and only for them', async () => {
    await ask(oleg, { tags: ['secret plan', 'sound'], audience: 'STAFF' });
    await ask(anna, { tags: ['sound'] });
    const names = async (viewer: Viewer): Promise<string[]> => (await town.get(TagService).list(viewer, 50)).map(({ name }) => name);
    expect(await names(visitor())).toEqual(['sound']);
    expect(await names(anna)).toEqual(['sound']);
    expect(await names(oleg)).toEqual(['sound', 'secret plan']);
    expect(await town.get(TagService).bySlug(visitor(), 'secret-plan')).toBeNull();
    expect(await town.get(TagService).bySlug(anna, 'secret-plan')).toBeNull();
    expect(await town.get(TagService).bySlug(oleg, 'secret-plan')).toMatchObject({ name: 'secret plan', topicCount: 1 });
    expect(await town.get(TagService).bySlug(visitor(), 'sound')).toMatchObject({ topicCount: 1 });
    expect(await town.test.db.anonymous.rows(sql`select name from tag order by name`)).toEqual([{ name: 'sound' }]);
  });

  it('are found under their synonyms, which are no tag and no other’s synonym', async () => {
    const sound = (await town.get(TagService).bySlug(admin, 'sound'))!;
    const saved = await town.get(TagService).saveSynonyms(admin, sound.id, ['Noise', ' audio ', 'noise']);
    expect(saved.synonyms).toEqual(['audio', 'noise']);
    expect(await town.get(TagService).bySlug(visitor(), 'Audio')).toMatchObject({ slug: 'sound', synonyms: ['audio', 'noise'] });
    expect(Object.fromEntries(await town.get(TagService).synonyms(visitor(), [sound.id]))).toEqual({ [sound.id]: ['audio', 'noise'] });
    await expect(town.get(TagService).saveSynonyms(admin, sound.id, ['secret plan'])).rejects.toMatchObject({
      code: 'INVALID',
      field: 'synonyms',
    });
    const plan = (await town.get(TagService).bySlug(admin, 'secret-plan'))!;
    await expect(town.get(TagService).saveSynonyms(admin, plan.id, ['audio'])).rejects.toMatchObject({ code: 'INVALID' });
    expect((await town.get(TagService).saveSynonyms(admin, sound.id, [])).synonyms).toEqual([]);
  });
});

describe('the site', () => {
  it('has a name and a colour, and a version that moves with them', async () => {
    const version = () => town.test.db.anonymous.row<{ version: string }>(sql`select version from site`);
    const before = await version();
    expect(await town.get(SiteService).save(admin, ' Player Town ', '#2F6FDE')).toMatchObject({ name: 'Player Town', accent: '#2f6fde' });
    expect(await version()).not.toEqual(before);
    await expect(town.get(SiteService).save(admin, '', '#2f6fde')).rejects.toMatchObject({ field: 'name' });
    for (const accent of ['blue', '#fff', '#2f6fdg', 'url(x)']) {
      await expect(town.get(SiteService).save(admin, 'Town', accent)).rejects.toMatchObject({ code: 'INVALID', field: 'accent' });
    }
    expect((await audit()).at(-1)).toBe('site.changed');
  });

  it('corrects a colour on which no text can be read, and no other', () => {
    let corrected = 0;
    for (let red = 0; red < 256; red += 15) {
      for (let green = 0; green < 256; green += 15) {
        for (let blue = 0; blue < 256; blue += 15) {
          const hex = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
          const saved = readableAccent(hex);
          expect([hex, textContrast(saved) >= 4.5]).toEqual([hex, true]);
          if (textContrast(hex) >= 4.5) expect(saved).toBe(hex);
          else corrected += 1;
        }
      }
    }
    expect(corrected).toBeGreaterThan(10);
  });
});
