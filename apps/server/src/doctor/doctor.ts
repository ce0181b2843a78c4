import { PlainConnection, sql } from '@veche/platform';
import type { Check, Finding, Installation } from './check.js';
import { anonymousRole } from './checks/anonymous-role.js';
import { clock } from './checks/clock.js';
import { consumers } from './checks/consumers.js';
import { counters } from './checks/counters.js';
import { dataDir } from './checks/data-dir.js';
import { disk } from './checks/disk.js';
import { files } from './checks/files.js';
import { jobs } from './checks/jobs.js';
import { log } from './checks/log.js';
import { migrations } from './checks/migrations.js';
import { outside } from './checks/outside.js';
import { overload } from './checks/overload.js';
import { partitions } from './checks/partitions.js';
import { postgres } from './checks/postgres.js';
import { publicUrl } from './checks/public-url.js';
import { reachable } from './checks/reachable.js';
import { schema } from './checks/schema.js';
import { secretKey } from './checks/secret-key.js';
import { webBuild } from './checks/web-build.js';

/** In the order in which a person would look. */
const CHECKS: readonly Check[] = [
  ...[dataDir, disk, publicUrl, overload, webBuild, reachable],
  ...[postgres, clock, migrations, anonymousRole, schema, partitions, secretKey, log, consumers, jobs, counters, files, outside],
];
/** These say what is wrong with a schema that is not ours yet; the others would only stumble over it. */
const BEFORE_THE_SCHEMA: ReadonlySet<Check> = new Set([postgres, clock]);

/**
 * Looks at everything and changes nothing. A check that stumbles is a finding itself: nothing is passed over in silence.
 * @param open connects to the database; nothing where none was ever made
 */
export async function examine(installation: Installation, open: () => Promise<PlainConnection | undefined>): Promise<Finding[]> {
  const found: Finding[] = [];
  const connection = await open().then(
    (opened) => {
      if (opened === undefined) found.push(EMPTY);
      return opened;
    },
    (error: unknown) => {
      found.push(unreachable(error));
      return undefined;
    },
  );
  try {
    await connection?.run(`set default_transaction_read_only = on; set statement_timeout = '60s'; set lock_timeout = '5s'`);
    const hasSchema = connection !== undefined && (await holdsPortal(connection));
    if (connection !== undefined && !hasSchema) found.push(EMPTY);
    for (const check of CHECKS) {
      if (!check.needsDatabase) found.push(...(await check.look(installation).catch(stumbled)));
      else if (connection !== undefined && (hasSchema || BEFORE_THE_SCHEMA.has(check)))
        found.push(...(await check.look({ ...installation, connection }).catch(stumbled)));
    }
  } finally {
    await connection?.close();
  }
  return found;
}

async function holdsPortal(connection: PlainConnection): Promise<boolean> {
  const { there } = await connection.row<{ there: boolean }>(sql`select to_regclass('public.migration') is not null as there`);
  return there;
}

function unreachable(error: unknown): Finding {
  const why = (error as Error).message || String((error as { code?: unknown }).code);
  return {
    name: 'database-unreachable',
    says: { en: `The database does not let us in: ${why}`, ru: `База данных не пускает: ${why}` },
    mend: {
      en: 'Check DATABASE_URL: host, port, user, password, name. Without it the portal brings its own PostgreSQL.',
      ru: 'Проверьте DATABASE_URL: адрес, порт, пользователя, пароль, имя. Без неё портал поднимает собственный PostgreSQL.',
    },
  };
}

const EMPTY: Finding = {
  name: 'database-empty',
  says: { en: 'The database holds no portal.', ru: 'В базе данных нет портала.' },
  mend: {
    en: 'Start the portal or restore a backup; or is DATABASE_URL another one?',
    ru: 'Запустите портал или восстановите копию; или DATABASE_URL не та?',
  },
};

function stumbled(error: unknown): Finding[] {
  const why = String((error as Error).message);
  return [
    {
      name: 'check-failed',
      says: { en: `A check could not be made: ${why}`, ru: `Проверка не удалась: ${why}` },
      mend: { en: 'Mend what stands above first; then look again.', ru: 'Сначала исправьте то, что выше, и посмотрите снова.' },
    },
  ];
}
