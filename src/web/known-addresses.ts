import type { Redis } from '../gateways/redis/index.ts';
import type { Clock } from '../shared/clock.ts';
import { digestOf } from '../shared/text.ts';

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
