import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock, CONFIG, type Config, Database, Outside, PublicOrigin } from '@veche/platform';
import type { Provider } from './provider.js';
import { companyProvider } from './strategies/company.strategy.js';
import { facebookProvider } from './strategies/facebook.strategy.js';
import { oidcProviders } from './strategies/oidc.strategy.js';
import { vkClassicProvider } from './strategies/vk-classic.strategy.js';
import { vkIdProvider } from './strategies/vk-id.strategy.js';
import { yandexProvider } from './strategies/yandex.strategy.js';

/** Who may be offered under which profile; the company's own site is no network. Not legal advice: see docs/sign-in.md. */
const OFFERED: Record<Config['LOGIN_PROFILE'], (id: string) => boolean> = {
  none: () => true,
  ru: (id) => ['vk', 'vk-classic', 'yandex', 'company'].includes(id),
  eu: (id) => !['vk', 'vk-classic', 'yandex'].includes(id),
};

/** The providers that are configured and that the profile offers, in the order of their buttons. */
@Injectable()
export class Providers implements OnModuleDestroy {
  /** Calls to providers, and for the pictures they name. */
  readonly outside: Outside;
  private made: Map<string, Provider> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly origin: PublicOrigin,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.outside = new Outside(config.LOGIN_ALLOWED_ADDRESSES, 'LOGIN_ALLOWED_ADDRESSES');
  }

  get all(): Provider[] {
    return [...this.byId.values()];
  }

  named(id: string): Provider | undefined {
    return this.byId.get(id);
  }

  /** Made when first asked for: with PORT=0 the address to come back to is known once the process listens. */
  private get byId(): Map<string, Provider> {
    if (this.made !== undefined) return this.made;
    const { config, outside, origin, database, clock } = this;
    const surroundings = { callbackUrl: (id: string) => `${origin.value}/auth/${id}/callback` };
    const found = [
      vkIdProvider(config, outside, surroundings),
      vkClassicProvider(config, outside, surroundings),
      yandexProvider(config, outside, surroundings),
      facebookProvider(config, outside, surroundings),
      ...oidcProviders(config, outside, surroundings),
      companyProvider(config, { ...surroundings, database, clock, origin: () => origin.value }),
    ].filter((one) => one !== undefined);
    const made = new Map(found.filter(({ id }) => OFFERED[config.LOGIN_PROFILE](id)).map((one) => [one.id, one]));
    if (origin.isKnown) this.made = made;
    return made;
  }

  async onModuleDestroy(): Promise<void> {
    await this.outside.close();
  }
}
