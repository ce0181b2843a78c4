import { configSchema } from '@veche/platform';

interface Variable {
  name: string;
  standard: string;
  meaning: string;
}

function variables(): Variable[] {
  return Object.entries(configSchema.shape).map(([name, type]) => {
    const { data } = type.safeParse(undefined);
    const standard = typeof data === 'boolean' ? (data ? 'on' : 'off') : String(data ?? '');
    return { name, standard, meaning: type.description ?? '' };
  });
}

/** The README's table of variables. */
export function variableTable(): string {
  return [
    '| variable | default | meaning |',
    '|---|---|---|',
    ...variables().map(({ name, standard, meaning }) => `| \`${name}\` | ${standard} | ${meaning} |`),
  ].join('\n');
}

/** What the image and compose.yaml set themselves. */
const SET_BY_THE_BOX = new Set([
  'PORT',
  'HEALTH_PORT',
  'HOST',
  'DATA_DIR',
  'NODE_ENV',
  'DATABASE_URL',
  'REDIS_URL',
  'TRUSTED_PROXIES',
  'VECHE_DEMO',
]);

const HEAD = `# Variables of docker/compose.yaml and docker/systemd. Copy to docker/.env (or /etc/veche/env) and set what is marked as required.
# Written from the code by \`npm run generate\`: what is declared there is here.

# ── of compose.yaml ──
# Required: the password that compose.yaml's PostgreSQL is made with. Letters and digits: it becomes part of an address.
POSTGRES_PASSWORD=
# Name under which the proxy listens; with a name of yours it gets a certificate by itself. Default: port 80 without one
#SITE_ADDRESS=community.example.com
# Image to run. Default: veche, built from this repository
#VECHE_IMAGE=
# Key of Meilisearch, with the profile of that name
#MEILI_MASTER_KEY=

# ── of Veche ──
# Required: PUBLIC_URL, and VECHE_SECRET_KEY (openssl rand -hex 32), which all processes must share.
`;

const REQUIRED = new Set(['PUBLIC_URL', 'VECHE_SECRET_KEY']);

/** docker/env.example: every variable with its meaning; those with a default are commented out. */
export function envExample(): string {
  const entries = variables().map(({ name, standard, meaning }) => {
    const line = `${REQUIRED.has(name) ? '' : '#'}${name}=${/[\s<>]/.test(standard) ? `"${standard}"` : standard}`;
    return `# ${meaning}${SET_BY_THE_BOX.has(name) ? '. Set by compose.yaml and the image' : ''}\n${line}\n`;
  });
  return `${HEAD}${entries.join('')}`;
}
