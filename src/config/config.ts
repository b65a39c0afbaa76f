import * as z from 'zod';

const LIVE_API = 'https://api.razorpay.com';
const LIVE_CHECKOUT = 'https://checkout.razorpay.com';
const LOOPBACK_HOST = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    context.addIssue('must be an origin without a path, such as https://example.com');
    return z.NEVER;
  }
  return url.origin;
});

const urlOf = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    abort: true,
  });

const smtpUrl = urlOf('smtp:', 'smtps:').refine((text) => new URL(text).hostname !== '', {
  error: 'must name the host of the mail server',
});

/** A copied blank would make every signature wrong. */
const keySecret = z.string().regex(/^\S(.*\S)?$/, { error: 'must not begin or end with a space' });

/** Not a URL for the URL class: a replica set names several hosts. */
const mongodbUri = z
  .string()
  .regex(/^mongodb(\+srv:\/\/[^\s/?,]+|:\/\/[^\s/?,]+(,[^\s/?,]+)*)(\/[^\s?]*)?(\?\S*)?$/, {
    error: 'must be a URL starting with mongodb:// or mongodb+srv://',
  });

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be from ${min} to ${max}` });

const flag = z.enum(['0', '1'], { error: 'must be 0 or 1' }).transform((text) => text === '1');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const secrets = list.refine((given) => given.length > 0 && given.every((secret) => secret.length >= 16), {
  error: 'must be one or more secrets of 16 characters or more, separated by commas, the newest first',
});

const mailFrom = z.string().regex(/^[^<>\p{Cc}]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/u, {
  error: 'must be an address, such as Sureslot <no-reply@example.com>',
});

const oneOf = <const T extends readonly string[]>(...values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const variables = z.object({
  NODE_ENV: oneOf('production', 'development', 'test').default('production'),
  PORT: integer(0, 65_535).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, { error: 'must be an address or host name, without brackets' })
    .optional(),
  BASE_URL: origin,
  TRUST_PROXY: flag.default(false),
  MONGODB_URI: mongodbUri,
  REDIS_URL: urlOf('redis:', 'rediss:'),
  SESSION_SECRET: secrets,
  RAZORPAY_KEY_ID: z
    .string()
    .regex(/^rzp_(test|live)_\w+$/, { error: 'must be rzp_test_... or rzp_live_...' }),
  RAZORPAY_KEY_SECRET: keySecret,
  RAZORPAY_WEBHOOK_SECRET: list.refine((secrets) => secrets.length > 0, {
    error: 'must be one or more secrets, separated by commas',
  }),
  RAZORPAY_API_URL: origin.default(LIVE_API),
  RAZORPAY_CHECKOUT_URL: origin.default(LIVE_CHECKOUT),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailFrom.default('Sureslot <no-reply@localhost>'),
  SUPPORT_EMAIL: z.email({ error: 'must be an e-mail address' }).default('support@localhost.localdomain'),
  LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
  WORKER: oneOf('inline', 'separate').default('inline'),
  WEB_CONCURRENCY: integer(1, 64).default(1),
  METRICS_TOKEN: z.string().regex(/^\S+$/, { error: 'must not contain spaces' }).optional(),
  REQUIRE_VERIFIED_MENTORS: flag.default(false),
  RECONCILE_EVERY_S: integer(1, 86_400).default(60),
  RECONCILE_AFTER_S: integer(0, 86_400).default(900),
  RATE_LIMIT_FACTOR: z
    .string()
    .regex(/^\d+(\.\d+)?$/, { error: 'must be a number' })
    .transform(Number)
    .refine((factor) => factor > 0 && Number.isFinite(factor), {
      error: 'must be more than 0, and not too large for a number',
    })
    .default(1),
});

type Environment = z.output<typeof variables>;

interface Weakness {
  /** The variable to change, followed by the others that the rule reads. */
  readonly of: readonly [keyof Environment, ...(keyof Environment)[]];
  readonly isIn: (env: Environment) => boolean;
  readonly message: string;
}

const MIN_METRICS_TOKEN = 16;
/** A key held down has one; `0123456789abcdef` has more. */
const MIN_DIFFERENT_CHARACTERS = 5;

/** Names that never belong to anybody (RFC 2606). A site under such a name is a trial, and may keep example values. */
const RESERVED_HOST = /(^|\.)(example(\.(com|net|org))?|invalid|test|localhost)$/;
const PLACEHOLDER = /change.?me|^your[-_ ]|placeholder|replace.?(me|this)|x{4,}|\.\.\.|^<.*>$/i;

const SECRETS = [
  'SESSION_SECRET',
  'RAZORPAY_KEY_SECRET',
  'RAZORPAY_WEBHOOK_SECRET',
  'METRICS_TOKEN',
] as const;
const ADDRESSES = ['MAIL_FROM', 'SUPPORT_EMAIL'] as const;

/** Values that were copied from an example. */
const placeholders: readonly Weakness[] = [
  ...[...SECRETS, 'RAZORPAY_KEY_ID' as const].map((name) => ({
    of: [name, 'BASE_URL'] as const,
    isIn: (env: Environment) =>
      isPublic(env.BASE_URL) && [env[name] ?? []].flat().some((text) => PLACEHOLDER.test(text)),
    message: 'is a placeholder: put the real one in its place',
  })),
  ...ADDRESSES.map((name) => ({
    of: [name, 'BASE_URL'] as const,
    isIn: (env: Environment) => isPublic(env.BASE_URL) && isExampleAddress(env[name]),
    message: 'is the address of an example: put your own in its place',
  })),
];

/** Settings that only a production server refuses, because they look safe and are not. */
const weaknesses: readonly Weakness[] = [
  {
    of: ['BASE_URL'],
    isIn: (env) => !isSafeOrigin(env.BASE_URL),
    message: 'must be https in production, unless its host is this machine',
  },
  {
    of: ['RAZORPAY_API_URL'],
    isIn: (env) => !isSafeOrigin(env.RAZORPAY_API_URL),
    message: 'must be https in production: the key secret goes there',
  },
  {
    of: ['RAZORPAY_CHECKOUT_URL'],
    isIn: (env) => !isSafeOrigin(env.RAZORPAY_CHECKOUT_URL),
    message: 'must be https in production: people pay there',
  },
  {
    of: ['SESSION_SECRET'],
    isIn: (env) => env.SESSION_SECRET.some((secret) => new Set(secret).size < MIN_DIFFERENT_CHARACTERS),
    message: 'must be random characters, such as those of: openssl rand -hex 32',
  },
  {
    of: ['SESSION_SECRET', 'RAZORPAY_KEY_SECRET', 'RAZORPAY_WEBHOOK_SECRET'],
    isIn: (env) =>
      [env.RAZORPAY_KEY_SECRET, ...env.RAZORPAY_WEBHOOK_SECRET].some((secret) =>
        env.SESSION_SECRET.includes(secret),
      ),
    message: 'must not be a secret of Razorpay',
  },
  {
    of: ['RAZORPAY_WEBHOOK_SECRET', 'RAZORPAY_KEY_SECRET'],
    isIn: (env) => env.RAZORPAY_WEBHOOK_SECRET.includes(env.RAZORPAY_KEY_SECRET),
    message: 'must not be the key secret: choose another one for the webhook',
  },
  {
    of: ['METRICS_TOKEN'],
    isIn: ({ METRICS_TOKEN: token }) => token !== undefined && token.length < MIN_METRICS_TOKEN,
    message: `must have ${MIN_METRICS_TOKEN} characters or more`,
  },
  ...placeholders,
];

const environmentSchema = weaknesses.reduce(
  (schema, { of, isIn, message }) =>
    schema.refine((env) => env.NODE_ENV !== 'production' || !isIn(env), {
      path: [of[0]],
      error: message,
      // Runs even if other variables are wrong: all faults are reported at once.
      when: ({ issues }) => !issues.some(({ path }) => ['NODE_ENV', ...of].includes(String(path?.[0] ?? ''))),
    }),
  variables,
);

function isSafeOrigin(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || LOOPBACK_HOST.test(hostname);
}

function isPublic(origin: string): boolean {
  const { hostname } = new URL(origin);
  return !LOOPBACK_HOST.test(hostname) && !RESERVED_HOST.test(hostname);
}

/** The fallback addresses belong to this machine, not to an example. */
function isExampleAddress(address: string): boolean {
  const domain = /@([^\s<>@]+?)>?$/.exec(address)?.[1]?.toLowerCase() ?? '';
  return RESERVED_HOST.test(domain) && domain !== 'localhost';
}

/** The settings of one process, parsed from the environment once and frozen. */
export type Config = ReturnType<typeof toConfig>;

/** Thrown with all missing or malformed variables, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment. An empty variable counts as missing, as in shells and compose files.
 * @throws ConfigError naming every fault.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return toConfig(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${given[name] === undefined ? 'is missing' : issue.message}`;
  });
  throw new ConfigError(`The environment is not complete:\n${faults.join('\n')}\nSee .env.example.`);
}

function toConfig(env: z.output<typeof environmentSchema>) {
  return Object.freeze({
    isProduction: env.NODE_ENV === 'production',
    /** Behind a proxy on this machine, nobody else should reach the port. */
    host: env.HOST ?? (env.TRUST_PROXY ? '127.0.0.1' : '0.0.0.0'),
    port: env.PORT,
    /** Origin, without a slash at the end. */
    baseUrl: env.BASE_URL,
    /** Host and port of BASE_URL. It marks the Razorpay orders that are ours. */
    site: new URL(env.BASE_URL).host,
    isHttps: env.BASE_URL.startsWith('https:'),
    trustProxy: env.TRUST_PROXY,
    mongodbUri: env.MONGODB_URI,
    redisUrl: env.REDIS_URL,
    /** Newest first: the first signs, all verify. */
    sessionSecrets: Object.freeze(env.SESSION_SECRET),
    razorpay: Object.freeze({
      keyId: env.RAZORPAY_KEY_ID,
      keySecret: env.RAZORPAY_KEY_SECRET,
      /** All verify: Razorpay signs retries of older events with the previous secret. */
      webhookSecrets: Object.freeze(env.RAZORPAY_WEBHOOK_SECRET),
      apiUrl: env.RAZORPAY_API_URL,
      isLiveApi: env.RAZORPAY_API_URL === LIVE_API,
      checkoutUrl: env.RAZORPAY_CHECKOUT_URL,
    }),
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    supportEmail: env.SUPPORT_EMAIL,
    logLevel: env.LOG_LEVEL,
    worker: env.WORKER,
    webConcurrency: env.WEB_CONCURRENCY,
    metricsToken: env.METRICS_TOKEN,
    requireVerifiedMentors: env.REQUIRE_VERIFIED_MENTORS,
    reconcileEverySeconds: env.RECONCILE_EVERY_S,
    reconcileAfterSeconds: env.RECONCILE_AFTER_S,
    rateLimitFactor: env.RATE_LIMIT_FACTOR,
  });
}
