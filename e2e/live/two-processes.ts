import { type RunningPortal, startPortal } from '../support/portal.js';

/** Two processes of one portal: one database, one key, two ports. */
export interface TwoProcesses {
  first: RunningPortal;
  second: RunningPortal;
  close(): Promise<void>;
}

/** @param env the same for both */
export async function twoProcesses(env: Record<string, string> = {}): Promise<TwoProcesses> {
  const first = await startPortal({ env });
  const second = await startPortal({ env: { ...env, DATABASE_URL: first.databaseUrl, DATA_DIR: first.dataDir } });
  return {
    first,
    second,
    async close() {
      await second.close();
      await first.close();
    },
  };
}
