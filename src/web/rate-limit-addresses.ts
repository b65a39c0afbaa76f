import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from '../gateways/redis.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';
import { digestOf } from '../shared/text.ts';
import { addressOf, rateLimitRules, type RateLimits } from './rate-limits.ts';
import { isRead } from './request-context.ts';
import { sessionOf } from './session-data.ts';

const LIMIT = 'requestByAddress';

export interface AddressLimit {
  /** Counts every request in memory, which is cheap, and refuses those over the limit. */
  readonly refuse: RequestHandler;
  /**
   * Must come after the session. Also counts requests that write or have a session in Redis. Requests do not wait for
   * this count; it stops later ones. Without Redis the count in memory continues.
   */
  readonly countInRedis: RequestHandler;
  /** Limits the forms of visitors, because each may store a session in Redis. */
  readonly limitForms: RequestHandler;
}

/** Limits all requests of one network address. */
export function limitAddresses(limits: RateLimits): AddressLimit {
  const { seconds } = rateLimitRules[LIMIT];
  const local = new RateLimiterMemory({ points: limits.pointsOf(LIMIT), duration: seconds });
  return {
    refuse: async (req, _res, next) => {
      await local.consume(addressOf(req)).catch(refuse);
      next();
    },
    countInRedis: (req, _res, next) => {
      const address = addressOf(req);
      if (isCostly(req)) {
        void limits.count({ [LIMIT]: address }).catch((error: unknown) => blockFor(local, address, error));
      }
      next();
    },
    limitForms: async (req, _res, next) => {
      if (!isRead(req) && !req.user) await limits.count({ visitorFormByAddress: addressOf(req) });
      next();
    },
  };
}

function isCostly(req: Request): boolean {
  return !isRead(req) || req.user !== undefined || sessionOf(req) !== undefined;
}

async function blockFor(local: RateLimiterMemory, address: string, error: unknown): Promise<void> {
  if (error instanceof DomainError && error.retryAfterSeconds !== undefined) {
    await local.block(address, Math.ceil(error.retryAfterSeconds));
  }
}

function refuse(reason: unknown): never {
  if (!(reason instanceof RateLimiterRes)) throw reason;
  throw new DomainError('RATE_LIMITED', { retryAfterSeconds: reason.msBeforeNext / 1000 });
}

const KEPT_SECONDS = 90 * 24 * 60 * 60;
/** The latest addresses per account. */
const MAX_KEPT = 10;

/**
 * The addresses from which people have logged in, so that guesses from elsewhere do not lock them out. Redis stores
 * only hashes, and may lose them without harm.
 */
export class KnownAddresses {
  constructor(
    private readonly redis: Redis,
    private readonly keyPrefix: string,
    private readonly clock: Clock,
  ) {}

  /** Call this after a login or a password reset. Never throws, because the login does not depend on it. */
  async remember(account: string, address: string): Promise<void> {
    const key = this.keyOf(account);
    await this.redis
      .multi()
      .zadd(key, this.clock.now().getTime(), digestOf(`${account} ${address}`, 'base64url'))
      .zremrangebyrank(key, 0, -MAX_KEPT - 1)
      .expire(key, KEPT_SECONDS)
      .exec()
      .catch(() => undefined);
  }

  /** False also if Redis does not answer. */
  async isKnown(account: string, address: string): Promise<boolean> {
    const score = await this.redis
      .zscore(this.keyOf(account), digestOf(`${account} ${address}`, 'base64url'))
      .catch(() => null);
    return score !== null;
  }

  private keyOf(account: string): string {
    return this.keyPrefix + digestOf(account, 'base64url');
  }
}
