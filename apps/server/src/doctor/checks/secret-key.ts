import { existsSync, statSync } from 'node:fs';
import { Secrets, keyFileOf, sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

/** The key opens what was sealed with it, and nobody else can read it. */
export const secretKey: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection, config }) {
    const found: Finding[] = [];
    const file = keyFileOf(config.dataDir);
    const sealed = await connection.rows<{ name: string; secret: Buffer }>(sql`select name, secret from crm_connection order by name`);
    const hasKey = config.VECHE_SECRET_KEY !== undefined || existsSync(file);
    const secrets = hasKey ? new Secrets(config) : undefined;
    const shut = sealed.filter(({ secret }) => !opens(secrets, secret));
    if (shut.length > 0)
      found.push({
        name: 'secret-key-wrong',
        says: {
          en: `The key${secrets === undefined ? ' is missing and' : ` (${secrets.fingerprint})`} does not open the secrets of: ${shut.map(({ name }) => name).join(', ')}. These connections stand still.`,
          ru: `Ключ${secrets === undefined ? ' пропал и' : ` (${secrets.fingerprint})`} не открывает секреты подключений: ${shut.map(({ name }) => name).join(', ')}. Они стоят.`,
        },
        mend: {
          en: 'Set VECHE_SECRET_KEY, or DATA_DIR/secret.key, to the key that was in use before; or enter the secrets anew.',
          ru: 'Верните прежний ключ в VECHE_SECRET_KEY или DATA_DIR/secret.key либо введите секреты заново.',
        },
      });
    if (config.VECHE_SECRET_KEY === undefined && existsSync(file) && (statSync(file).mode & 0o077) !== 0)
      found.push({
        name: 'secret-key-readable',
        says: { en: `Other users of this machine can read ${file}.`, ru: `Другие пользователи этой машины могут прочесть ${file}.` },
        mend: { en: `chmod 600 ${file}`, ru: `chmod 600 ${file}` },
      });
    return found;
  },
};

function opens(secrets: Secrets | undefined, sealed: Buffer): boolean {
  try {
    secrets?.open(sealed);
    return secrets !== undefined;
  } catch {
    return false;
  }
}
