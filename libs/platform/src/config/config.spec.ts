import { describe, expect, it } from '@jest/globals';
import path from 'node:path';
import { ConfigError, configSchema, loadConfig } from './config.js';

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing: everything has a default', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      VECHE_DEMO: true,
      DATABASE_POOL: 20,
      LOG_LEVEL: 'warn',
      NODE_ENV: 'development',
    });
    expect(config.dataDir).toBe(path.resolve('.veche'));
    expect(config.SMTP_URL).toBeUndefined();
  });

  it('tells all its faults at once, each with the name of its variable', () => {
    const faults = faultsOf({
      PORT: 'many',
      PUBLIC_URL: 'portal',
      DATABASE_POOL: '0',
      VECHE_DEMO: 'perhaps',
      VECHE_SECRET_KEY: 'short',
      LOG_LEVEL: 'loud',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PORT',
      'PUBLIC_URL',
      'DATABASE_POOL',
      'VECHE_DEMO',
      'VECHE_SECRET_KEY',
      'LOG_LEVEL',
    ]);
    expect(() => loadConfig({ PORT: '-1' })).toThrow(/1 fault\(s\):\n {2}PORT: /);
  });

  it.each(['70000', '1.5', '', 'http'])('takes no port %j, or the default where it is empty', (PORT) => {
    expect(faultsOf({ PORT })).toHaveLength(PORT === '' ? 0 : 1);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', SMTP_URL: '', VECHE_DEMO: '' })).toMatchObject({ PORT: 3000, VECHE_DEMO: true });
  });

  it('has no demo in production, whatever is asked for', () => {
    expect(loadConfig({ NODE_ENV: 'production', VECHE_DEMO: 'on' }).VECHE_DEMO).toBe(false);
    expect(loadConfig({ VECHE_DEMO: 'off' }).VECHE_DEMO).toBe(false);
  });

  it('says of every variable what it is for', () => {
    for (const [name, { description }] of Object.entries(configSchema.shape))
      expect([name, description]).toEqual([name, expect.stringMatching(/^\S.{5,}[^.]$/)]);
  });
});
