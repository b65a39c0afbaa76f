import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from '../gateways/redis.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';
import { digestOf } from '../shared/text.ts';
import { addressOf, rateLimitRules, type RateLimits } from './rate-limits.ts';
import { sessionOf } from './session-data.ts';

/** Bits of an IPv6 address that name the subscriber's network; the rest is the subscriber's own to choose. */
const NETWORK_GROUPS = 4;

/**
 * The network address under which requests are counted: an IPv4 address as it is, also where it is written as IPv6, of an
 * IPv6 address the /64.
 */
export function addressKey(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, NETWORK_GROUPS).join(':');
}

const LIMIT = 'requestByAddress';

export interface AddressLimit {
  /** Counts every request in the memory of the process, which costs a page nothing, and refuses those over the limit. */
  readonly refuse: RequestHandler;
  /**
   * After the session is loaded: counts requests that write or have a session in Redis as well. That runs beside the
   * request and stops the next ones: no request waits for it, and with Redis away the count of the process goes on.
   */
  readonly countInRedis: RequestHandler;
  /** Limits the forms of people who are not logged in: each may put a session into Redis. */
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

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
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
/** Of one account, the latest. */
const MAX_KEPT = 10;

/**
 * From where people have logged in: so that strangers' guesses from elsewhere do not lock them out. Redis holds hashes only,
 * and may lose them without harm.
 */
export class KnownAddresses {
  constructor(
    private readonly redis: Redis,
    private readonly keyPrefix: string,
    private readonly clock: Clock,
  ) {}

  /** After a login, or a password reset, from this address. Never throws: the login stands without it. */
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

  /** False also when Redis does not answer. */
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
