import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from '../gateways/redis.ts';
import { DomainError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { digestOf } from '../shared/text.ts';
import { currentUser } from './guards.ts';

/** Points per period, before RATE_LIMIT_FACTOR. */
export interface RateLimitRule {
  readonly points: number;
  readonly seconds: number;
  /** What happens if requests cannot be counted: guesses at secrets are refused, everything else passes. */
  readonly whenRedisIsDown: 'refuse' | 'pass';
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Every limit, counted in Redis over all processes. docs/decisions/0008-rate-limits.md gives the reasons for the
 * numbers. Successful logins are not counted in the end.
 */
export const rateLimitRules = {
  loginByAccountAndAddress: { points: 10, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  loginByAccount: { points: 50, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  loginByAddress: { points: 60, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  passwordCheckByUser: { points: 10, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  resetByAccount: { points: 5, seconds: HOUR, whenRedisIsDown: 'refuse' },
  resetByAddress: { points: 30, seconds: HOUR, whenRedisIsDown: 'refuse' },
  resetLinkByAddress: { points: 60, seconds: HOUR, whenRedisIsDown: 'refuse' },
  registrationByAddress: { points: 300, seconds: HOUR, whenRedisIsDown: 'refuse' },
  visitorFormByAddress: { points: 3_000, seconds: 15 * MINUTE, whenRedisIsDown: 'pass' },
  unsentFormByAddress: { points: 20, seconds: 15 * MINUTE, whenRedisIsDown: 'refuse' },
  passwordChangeByUser: { points: 10, seconds: HOUR, whenRedisIsDown: 'refuse' },
  mailByRecipient: { points: 10, seconds: HOUR, whenRedisIsDown: 'refuse' },
  mailByUser: { points: 5, seconds: HOUR, whenRedisIsDown: 'refuse' },
  sessionChangeByUser: { points: 120, seconds: HOUR, whenRedisIsDown: 'pass' },
  bookingChangeByUser: { points: 30, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  attendeeMessageByUser: { points: 10, seconds: 24 * HOUR, whenRedisIsDown: 'refuse' },
  photoByUser: { points: 30, seconds: HOUR, whenRedisIsDown: 'pass' },
  bookingByUser: { points: 30, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  checkoutPageByUser: { points: 400, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  orderLookupByUser: { points: 20, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  verificationByUser: { points: 60, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  returnByPayment: { points: 60, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  paymentFailureByAddress: { points: 120, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  paymentFailureByOrder: { points: 20, seconds: 10 * MINUTE, whenRedisIsDown: 'pass' },
  requestByAddress: { points: 3_000, seconds: MINUTE, whenRedisIsDown: 'pass' },
} as const satisfies Record<string, RateLimitRule>;

export type RateLimitName = keyof typeof rateLimitRules;

export interface RateLimitSettings {
  readonly redis: Redis;
  readonly keyPrefix: string;
  /** Multiplies every limit. */
  readonly factor: number;
  readonly logger: Logger;
}

/** For each limit to count under: the key that is counted. */
export type Attempt = Partial<Readonly<Record<RateLimitName, string>>>;

export class RateLimits {
  private readonly limiters: ReadonlyMap<RateLimitName, RateLimiterRedis>;

  constructor(private readonly settings: RateLimitSettings) {
    const names = Object.keys(rateLimitRules) as RateLimitName[];
    this.limiters = new Map(names.map((name) => [name, this.createLimiter(name)]));
  }

  /** How many times within the rule's seconds. */
  pointsOf(name: RateLimitName): number {
    return Math.max(1, Math.round(rateLimitRules[name].points * this.settings.factor));
  }

  /**
   * Counts an attempt under all limits at once, so that concurrent attempts cannot pass together.
   * @throws DomainError RATE_LIMITED; SERVICE_UNAVAILABLE if Redis is down and a limit must be counted
   */
  async count(attempt: Attempt): Promise<void> {
    const entries = Object.entries(attempt) as [RateLimitName, string][];
    const counted = await Promise.allSettled(
      entries.map(([name, who]) => this.limiterOf(name).consume(keyOf(who))),
    );
    const waits = counted.flatMap((result, index) => {
      const [name] = entries[index] ?? [];
      return result.status === 'rejected' && name ? [this.waitAfter(name, result.reason)] : [];
    });
    const wait = Math.max(0, ...waits);
    if (wait > 0) throw new DomainError('RATE_LIMITED', { retryAfterSeconds: wait });
  }

  /** Uncounts an attempt that succeeded, because only failures are limited. Never throws. */
  async forgive(attempt: Attempt): Promise<void> {
    const entries = Object.entries(attempt) as [RateLimitName, string][];
    await Promise.allSettled(entries.map(([name, who]) => this.limiterOf(name).reward(keyOf(who))));
  }

  /** Limits requests per user. */
  byUser(name: RateLimitName): RequestHandler {
    return async (req: Request, _res, next) => {
      await this.count({ [name]: currentUser(req).id });
      next();
    };
  }

  /** Seconds to wait; 0 if the attempt passes uncounted. */
  private waitAfter(name: RateLimitName, reason: unknown): number {
    if (reason instanceof RateLimiterRes) {
      this.settings.logger.info({ limit: name }, 'limit.reached');
      return reason.msBeforeNext / 1000;
    }
    if (rateLimitRules[name].whenRedisIsDown === 'pass') return 0;
    throw new DomainError('SERVICE_UNAVAILABLE', { cause: reason });
  }

  private limiterOf(name: RateLimitName): RateLimiterRedis {
    const limiter = this.limiters.get(name);
    if (!limiter) throw new Error(`There is no limit ${name}`);
    return limiter;
  }

  private createLimiter(name: RateLimitName): RateLimiterRedis {
    return new RateLimiterRedis({
      storeClient: this.settings.redis,
      keyPrefix: `${this.settings.keyPrefix}${name}`,
      points: this.pointsOf(name),
      duration: rateLimitRules[name].seconds,
    });
  }
}

/**
 * The first four groups of an IPv6 address (64 bits) name the subscriber's network. The subscriber chooses the rest.
 */
const NETWORK_GROUPS = 4;

/**
 * The key under which requests are counted: an IPv4 address, also if written as IPv6, or the /64 of an IPv6 address.
 */
export function addressKey(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address.toNormalizedString().split(':').slice(0, NETWORK_GROUPS).join(':');
}

/** The key for requests of anybody. */
export function addressOf(req: Request): string {
  return addressKey(req.ip ?? '');
}

/** Redis must not store e-mail or network addresses. */
function keyOf(who: string): string {
  return digestOf(who, 'base64url');
}
