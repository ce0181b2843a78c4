import path from 'node:path';
import { z } from 'zod';

const flag = (standard: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(standard)
    .transform((value) => value === 'on');

/**
 * Every variable of the environment that Veche reads, with its meaning; the table in the README and docker/env.example are
 * generated from here.
 */
export const configSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on; 0 takes a free one'),
  HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe('A second port with /healthz, /readyz and /metrics alone; a worker has no other. Default: none'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on'),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe('Address under which people reach the portal; links in mail are made from it. Default: http://localhost:PORT'),
  DATA_DIR: z.string().default('.veche').describe('Folder for the embedded database, files, mails and the key'),
  DATABASE_URL: z.url().optional().describe('Your own PostgreSQL (15 or newer) instead of the embedded one'),
  DATABASE_PUBLIC_URL: z
    .url()
    .optional()
    .describe('Connection as role portal_public for anonymous reading. Default: DATABASE_URL with that role set'),
  DATABASE_REPLICA_URLS: z
    .string()
    .default('')
    .transform((value) => value.split(',').flatMap((url) => url.trim() || []))
    .pipe(z.array(z.url()))
    .describe('Streaming replicas for anonymous reading (as role portal_public), by comma. Default: none'),
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe('Connections to the database for signed-in and writing requests'),
  DATABASE_PREPARED: flag('on').describe('Hot statements as prepared ones; off behind a PgBouncer older than 1.21 in transaction mode'),
  PAGE_CACHE_MB: z.coerce
    .number()
    .int()
    .min(0)
    .max(16_384)
    .default(64)
    .describe('Memory of each process for pages as visitors see them; 0 renders every page anew'),
  OVERLOAD_REQUESTS: z.coerce
    .number()
    .int()
    .min(16)
    .default(200)
    .describe('Requests that one process answers at the same time; more are told to come back (503)'),
  OVERLOAD_DELAY: z.coerce
    .number()
    .min(1)
    .default(1_000)
    .describe('Milliseconds by which a busy process may lag before it takes fewer requests at the same time'),
  VECHE_DEMO: flag('on').describe('Fill a new portal with a small demo community (never with NODE_ENV=production)'),
  VECHE_SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'needs 64 hexadecimal digits')
    .optional()
    .describe('Key that encrypts secrets at rest. Default: made once, in DATA_DIR/secret.key'),
  TRUSTED_PROXIES: z.string().default('').describe('Addresses of proxies whose X-Forwarded-For is believed, by comma. Default: none'),
  SMTP_URL: z.url().optional().describe('Mail server, smtp://user:password@host:port. Default: mails are written to DATA_DIR/mail'),
  MAIL_FROM: z.string().default('Veche <portal@localhost>').describe('Sender of mails'),
  CRM_ALLOWED_ADDRESSES: z
    .string()
    .default('')
    .describe('Private addresses (CIDR, by comma) that CRM connections may reach. Default: none'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'needs at least 16 characters')
    .optional()
    .describe('Who sends it as a bearer token may read /metrics. Default: only programs on this machine may'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe('OpenTelemetry collector (OTLP over HTTP) that gets traces. Default: no traces'),
  REDIS_URL: z
    .url()
    .optional()
    .describe('Redis that carries what processes say to each other about sockets. Default: PostgreSQL carries it'),
  SOCKETS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(300)
    .describe('Open pages that one network address may keep live in one process; an office behind one address is one'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn').describe('Least severe log lines to print'),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development').describe('production turns the demo off'),
});

export type Config = z.infer<typeof configSchema> & { readonly dataDir: string };

/** Injection token of the validated configuration. */
export const CONFIG = Symbol('CONFIG');

/** All faults of the environment at once, so that one start tells everything that is wrong. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** @throws ConfigError with every fault */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is one that was not set: compose files cannot leave them out.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = configSchema.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  return {
    ...result.data,
    VECHE_DEMO: result.data.VECHE_DEMO && result.data.NODE_ENV !== 'production',
    dataDir: path.resolve(result.data.DATA_DIR),
  };
}
