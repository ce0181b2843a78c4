import path from 'node:path';
import { z } from 'zod';

const flag = (standard: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(standard)
    .transform((value) => value === 'on');

/** JSON in a variable; what is none is a fault like any other. */
const jsonOf = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .default('')
    .transform((text, context): unknown => {
      if (text === '') return undefined;
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is no JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema.optional());

const oidcProviders = z.array(
  z.strictObject({
    /** Stands in addresses and is kept with identities: never change it. */
    id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'small Latin letters, digits and hyphens'),
    name: z.string().min(1).max(40),
    issuer: z.url(),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    scope: z.string().default('openid profile email'),
    /** Whether what it says of e-mails (`email_verified`) is believed. */
    trustsEmail: z.boolean().default(true),
  }),
);

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
  LOGIN_PROFILE: z
    .enum(['ru', 'eu', 'none'])
    .default('none')
    .describe('Which sign-in providers are offered of those configured: ru (VK and Yandex only), eu (all but those two), none (all)'),
  LOGIN_VK_ID_APP: z.string().optional().describe('VK ID application: its number. Sign-in through VK ID is offered when it is set'),
  LOGIN_VK_ID_CHALLENGE: z
    .enum(['S256', 's256'])
    .default('S256')
    .describe('How VK ID is told the method of PKCE; its documents write both'),
  LOGIN_VK_APP: z.string().optional().describe('Classic VK application: its number, with LOGIN_VK_SECRET; only for apps registered so'),
  LOGIN_VK_SECRET: z.string().optional().describe('Protected key of the classic VK application'),
  LOGIN_FACEBOOK_APP: z.string().optional().describe('Facebook application: its number, with LOGIN_FACEBOOK_SECRET'),
  LOGIN_FACEBOOK_SECRET: z.string().optional().describe('App secret of the Facebook application'),
  LOGIN_FACEBOOK_GRAPH: z
    .string()
    .regex(/^v\d{1,3}\.\d$/, 'looks like v23.0')
    .default('v23.0')
    .describe("Version of Facebook's Graph API"),
  LOGIN_YANDEX_APP: z.string().optional().describe('Yandex ID application: its ClientID, with LOGIN_YANDEX_SECRET'),
  LOGIN_YANDEX_SECRET: z.string().optional().describe('Client secret of the Yandex ID application'),
  LOGIN_OIDC: jsonOf(oidcProviders).describe(
    'OpenID Connect providers as JSON: [{"id","name","issuer","clientId","clientSecret"}], found by discovery. Default: none',
  ),
  LOGIN_COMPANY_URL: z.url().optional().describe("Page of the company's own site that signs people in here, with LOGIN_COMPANY_SECRET"),
  LOGIN_COMPANY_SECRET: z
    .string()
    .min(32, 'needs at least 32 characters')
    .optional()
    .describe('Key by which that site signs its tokens (HS256)'),
  LOGIN_COMPANY_NAME: z.string().default('').describe("Name of that site on the button. Default: the portal's own name"),
  LOGIN_SECOND_FACTOR: z
    .enum(['optional', 'admins'])
    .default('optional')
    .describe('Whose roles work only with a second factor: admins means admins and CRM admins'),
  LOGIN_ENDPOINTS: jsonOf(
    z.record(z.enum(['vk-id', 'vk', 'vk-api', 'facebook', 'facebook-graph', 'yandex', 'yandex-api']), z.url()),
  ).describe('Other addresses of providers as JSON, such as {"vk-id":"https://id.vk.com"}, for mirrors and rehearsals. Default: their own'),
  LOGIN_ALLOWED_ADDRESSES: z
    .string()
    .default('')
    .describe('Private addresses (CIDR, by comma) where sign-in providers may be, such as your own Keycloak. Default: none'),
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
