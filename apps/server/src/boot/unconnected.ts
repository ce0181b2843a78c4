import { Brakes, Database, connectionOf, loadConfig, type PlatformParts } from '@veche/platform';

/** The portal's parts without a database behind them: enough to know its schema and its table of access. */
export function unconnectedParts(): PlatformParts {
  const url = 'postgres://nobody@127.0.0.1:1/nothing';
  return {
    config: loadConfig({}),
    database: new Database(connectionOf({ url, poolSize: 2 }), connectionOf({ url, poolSize: 2 })),
    brakes: new Brakes(url),
  };
}
