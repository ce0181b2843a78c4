import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { type LoginGround, loginGround, Wanderer } from './wanderer.js';

let ground: LoginGround;
beforeAll(async () => {
  ground = await loginGround();
});
afterAll(() => ground.close());

const PROVIDERS = ['vk', 'vk-classic', 'facebook', 'yandex', 'keycloak', 'company'];

describe('sign-in through a provider', () => {
  it.each(PROVIDERS)('%s makes an account at the first time and knows its person at the second', async (provider) => {
    const { networks } = ground;
    networks.person = { id: String(5_000 + PROVIDERS.indexOf(provider)), name: `Вера ${provider}`, hasPicture: true };
    const first = new Wanderer(ground);
    expect(await first.through(provider, '?return=/faq')).toBe('/faq');
    const made = await first.whoAmI();
    expect(made).toMatchObject({ name: `Вера ${provider}`, email: null });
    const second = new Wanderer(ground);
    await second.through(provider);
    expect(await second.whoAmI()).toEqual(made);
  });

  it('a person without an e-mail may do all that members may', async () => {
    ground.networks.person = { id: '6000', name: 'No Mail' };
    const wanderer = new Wanderer(ground);
    await wanderer.through('vk');
    const { ask } = await wanderer.ask<{ ask: { key: string } }>(
      `mutation { ask(input: { kind: QUESTION, title: "Without an address", body: "Works" }) { key } }`,
    );
    expect(ask.key).toHaveLength(8);
  });

  it('VK ID and a classic application of VK know the same human by the same number', async () => {
    ground.networks.person = { id: '6001', name: 'Same One' };
    const [one, other] = [new Wanderer(ground), new Wanderer(ground)];
    await one.through('vk');
    await other.through('vk-classic');
    expect((await other.whoAmI())?.id).toBe((await one.whoAmI())?.id);
  });

  it('the device of VK ID is kept with what refreshes it, and the picture is copied, not linked', async () => {
    ground.networks.person = { id: '6002', name: 'Device', hasPicture: true };
    const wanderer = new Wanderer(ground);
    await wanderer.through('vk');
    await eventually(async () => {
      const [row] = await ground.portal.query<{ device_id: string; picture_id: string; kept: number }>(
        `select device_id, picture_id, length(refresh_sealed) as kept from identity where subject = '6002'`,
      );
      return row !== undefined && row.picture_id !== null && row.device_id.length === 16 && row.kept > 28;
    });
    const { security } = await wanderer.ask<{ security: { identities: { picture: string; providerName: string }[] } }>(
      '{ security { identities { picture providerName } } }',
    );
    const picture = security.identities[0]!.picture;
    expect(picture).toMatch(/^\/auth\/pictures\//);
    expect((await wanderer.fetch(picture)).headers.get('content-type')).toBe('image/webp');
    expect((await new Wanderer(ground).fetch(picture)).status).toBe(401);
  });

  it('and what has no configuration is not there', async () => {
    expect((await new Wanderer(ground).fetch('/auth/google')).status).toBe(404);
  });
});
