// The environment: every setting, its default beside its rule. All problems are reported at once, each naming
// the setting and what it must be, never its value.
import { z } from 'zod';
import { StartError } from '../errors.js';
import { algorithms } from './algorithms.js';
import { parseDuration } from './duration.js';
import { parseLoginLimit } from './login-limit.js';
import { weaknessOf } from './secret-strength.js';

const duration = (fallback: string, most?: string, least = 1) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const milliseconds = parseDuration(text);
      if (milliseconds === undefined || milliseconds < least) {
        context.addIssue({ code: 'custom', message: 'must be a duration such as 250ms, 10s, 15m or 7d' });
        return z.NEVER;
      }
      if (most !== undefined && milliseconds > parseDuration(most)!) {
        context.addIssue({ code: 'custom', message: `must be at most ${most}` });
        return z.NEVER;
      }
      return milliseconds;
    });

const longestWindow = '30d';

const loginLimit = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const limit = parseLoginLimit(text);
      const tooLong = limit !== undefined && limit !== 'off' && limit.window > parseDuration(longestWindow)!;
      if (limit !== undefined && !tooLong) return limit;
      const message = tooLong
        ? `must have a duration of at most ${longestWindow}`
        : 'must be failures per duration such as 5/15m, or off';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

const integer = (fallback: number, least: number, most: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      message: `must be a whole number from ${least} to ${most}`,
    })
    .transform(Number);

const choice = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, { message: `must be one of ${values.join(', ')}` });

const secret = z
  .string()
  .superRefine((text, context) => {
    const weakness = weaknessOf(Buffer.from(text));
    if (weakness) context.addIssue({ code: 'custom', message: weakness });
  })
  .optional();

const secretList = z
  .string()
  .transform((list) => list.split(','))
  .superRefine((list, context) => {
    const weakness = list.map((key) => weaknessOf(Buffer.from(key))).find((found) => found !== undefined);
    if (!weakness) return;
    const message = `must be one or more keys of at least 32 bytes each, separated by commas; each ${weakness}`;
    context.addIssue({ code: 'custom', message });
  })
  .optional();

const size = z
  .string()
  .default('100kb')
  .transform((text, context) => {
    const match = /^(\d{1,6})(b|kb|mb)$/i.exec(text);
    if (!match || Number(match[1]) === 0) {
      context.addIssue({ code: 'custom', message: 'must be a size such as 500b, 100kb or 1mb' });
      return z.NEVER;
    }
    return Number(match[1]) * { b: 1, kb: 1_024, mb: 1_048_576 }[match[2]!.toLowerCase() as 'b' | 'kb' | 'mb'];
  });

const origins = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .refine((list) => list.every(isOrigin), {
    message: 'must be a list of exact origins such as https://app.example, separated by commas',
  });

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

const text = (fallback: string) => z.string().min(1, { message: 'must not be empty' }).default(fallback);

/** Of what is kept: a date so far away is one in every store. */
const longest = '3650d';

const schema = z.object({
  HOST: text('127.0.0.1'),
  PORT: integer(4000, 0, 65_535),
  NODE_ENV: choice(['development', 'production', 'test']).default('development'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/./, { message: 'must be a MongoDB connection string (mongodb:// or mongodb+srv://)' })
    .optional(),
  DATA_DIR: text('.data'),
  SEED: choice(['demo', 'none']).optional(),
  SEED_EMPLOYEES: integer(60, 10, 100_000),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { message: 'must be a currency code of three capital letters (ISO 4217)' })
    .default('EUR'),
  SECRET_KEY: secretList,
  JWT_ALGORITHM: choice(algorithms).default('HS256'),
  JWT_SECRET: secret,
  JWT_KEYS_FILE: z.string().optional(),
  JWT_ISSUER: text('claimcheck'),
  JWT_AUDIENCE: text('claimcheck'),
  ACCESS_TOKEN_TTL: duration('15m', '1d'),
  REFRESH_TOKEN_TTL: duration('7d', longest),
  SESSION_TTL: duration('30d', longest),
  REFRESH_GRACE: duration('10s', '5m', 0),
  SESSION_LIMIT: integer(20, 1, 10_000),
  REVOCATION_CHECK: choice(['cached', 'strict']).default('cached'),
  PASSWORD_PEPPER: secret,
  BCRYPT_COST: integer(12, 4, 16),
  AUDIT_TTL: duration('400d', longest),
  LOGIN_LIMIT_PAIR: loginLimit('5/15m'),
  LOGIN_LIMIT_ACCOUNT: loginLimit('20/1h'),
  LOGIN_LIMIT_ADDRESS: loginLimit('100/15m'),
  AUTHORIZATION_ERRORS: choice(['per-selection', 'per-path']).default('per-selection'),
  CORS_ORIGINS: origins,
  TRUST_PROXY: z
    .string()
    .default('false')
    .refine((value) => value === 'false' || /^[1-9]$/.test(value), {
      message: 'must be false or the number of trusted proxies, 1 to 9',
    })
    .transform((value) => (value === 'false' ? false : Number(value))),
  INTROSPECTION: choice(['on', 'off']).optional(),
  MAX_DEPTH: integer(10, 1, 1_000),
  MAX_COST: integer(5000, 1, 999_999_999),
  MAX_BODY: size,
  SHUTDOWN_TIMEOUT: duration('10s'),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** Every setting that this version reads. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/** Settings of a later version. */
const later = [
  'OPERATION_TIMEOUT', 'EXECUTOR', 'REDIS_URL', 'TOKEN_TRANSPORT', 'JWT_ENCRYPTION_KEY',
  'REGISTRATION', 'INVITE_TTL', 'RESET_TTL', 'MAIL_LIMIT', 'SMTP_URL', 'MAIL_FROM', 'METRICS_TOKEN',
] as const; // prettier-ignore

/** The parsed environment; durations in milliseconds, sizes in bytes. */
export type Settings = Readonly<
  Omit<z.infer<typeof schema>, 'SEED' | 'INTROSPECTION'> & {
    SEED: 'demo' | 'none' | 'auto';
    INTROSPECTION: 'on' | 'off';
  }
>;

/**
 * Reads all settings or throws one `StartError` that lists every problem.
 * `SEED` is `auto` when unset: the demo company on an empty embedded store with a loopback `HOST`.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  if (given['JWT_SECRET'] !== undefined && given['JWT_KEYS_FILE'] !== undefined) {
    problems.push('JWT_SECRET must not be set beside JWT_KEYS_FILE: the file holds all keys; remove one of the two');
  }
  if (given['NODE_ENV'] === 'production') problems.push(...productionProblems(given));
  if (problems.length > 0 || !parsed.success) throw new StartError(...problems);
  const settings = parsed.data;
  return Object.freeze({
    ...settings,
    SEED: settings.SEED ?? 'auto',
    INTROSPECTION: settings.INTROSPECTION ?? (settings.NODE_ENV === 'production' ? 'off' : 'on'),
  });
}

/**
 * Settings that were given and that this version does not serve. Ignoring one silently would be failing open: the start
 * names each, and production refuses it.
 */
export function withoutEffect(environment: Readonly<Record<string, string | undefined>>): string[] {
  return later.filter((name) => environment[name] !== undefined && environment[name] !== '');
}

function productionProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const byText = given['JWT_KEYS_FILE'] === undefined && (given['JWT_ALGORITHM'] ?? 'HS256').startsWith('HS');
  const required = ['MONGODB_URI', 'SECRET_KEY', byText ? 'JWT_SECRET' : 'JWT_KEYS_FILE', 'PASSWORD_PEPPER'].filter(
    (name) => given[name] === undefined,
  );
  const problems = required.map((name) => `${name} is required in production`);
  problems.push(...withoutEffect(given).map((name) => `${name} has no effect in this version; remove it`));
  if (given['SEED'] === 'demo') problems.push('SEED must not be demo in production');
  if (Number(given['BCRYPT_COST'] ?? 12) < 10) problems.push('BCRYPT_COST must be at least 10 in production');
  for (const name of ['LOGIN_LIMIT_PAIR', 'LOGIN_LIMIT_ACCOUNT', 'LOGIN_LIMIT_ADDRESS']) {
    if (given[name] === 'off') problems.push(`${name} must not be off in production`);
  }
  return problems;
}
