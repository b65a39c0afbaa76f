import type { Redis } from '../../gateways/redis.ts';
import type { Clock } from '../../shared/clock.ts';
import { KeptAnswer } from '../../shared/kept.ts';
import { BoundedMap } from '../../shared/maps.ts';
import { waitAtMost } from '../../shared/waiting.ts';

/**
 * How long a person counts after opening the checkout page. Most payments take less; a longer time would count many who
 * have closed the tab.
 */
const PAYING_MS = 3 * 60_000;

/** The page must not wait longer for a figure that is not essential. */
const TIMEOUT_MS = 100;

/** How long a figure is cached, which saves a call to Redis per page. */
const KEPT_MS = 2_000;
const MAX_KEPT = 1_000;

export interface SeatOfUser {
  readonly timeSlotId: string;
  readonly userId: string;
}

/**
 * Counts the people at the checkout of a slot: a sorted set in Redis, each member with its expiry. It holds no seat,
 * and nothing depends on it. Without Redis the figure is not shown.
 */
export class PayingNow {
  private readonly kept = new BoundedMap<KeptAnswer<number>>(MAX_KEPT);

  constructor(
    private readonly redis: Redis,
    private readonly redisPrefix: string,
    private readonly clock: Clock,
  ) {}

  async mark(slotId: string, userId: string): Promise<void> {
    const now = this.clock.now().getTime();
    const key = this.keyOf(slotId);
    await this.attempt((redis) =>
      redis
        .multi()
        .zadd(key, now + PAYING_MS, userId)
        .zremrangebyscore(key, '-inf', now)
        .pexpire(key, PAYING_MS)
        .exec(),
    );
  }

  bookingCreated(booking: SeatOfUser): Promise<void> {
    return this.unmark(booking.timeSlotId, booking.userId);
  }

  refundOwed(refund: SeatOfUser): Promise<void> {
    return this.unmark(refund.timeSlotId, refund.userId);
  }

  async unmark(slotId: string, userId: string): Promise<void> {
    this.kept.delete(slotId);
    await this.attempt((redis) => redis.zrem(this.keyOf(slotId), userId));
  }

  /** The number of people other than the reader; 0 if Redis does not answer in time. */
  async count(slotId: string, readerId?: string): Promise<number> {
    const count = await this.countAll(slotId);
    if (count === 0 || readerId === undefined) return count;
    const expiry = await this.attempt((redis) => redis.zscore(this.keyOf(slotId), readerId));
    if (expiry === undefined) return 0;
    const isOneOfThem = expiry !== null && Number(expiry) >= this.clock.now().getTime();
    return isOneOfThem ? Math.max(0, count - 1) : count;
  }

  private countAll(slotId: string): Promise<number> {
    const read = async () => {
      const now = this.clock.now().getTime();
      return (await this.attempt((redis) => redis.zcount(this.keyOf(slotId), now, '+inf'))) ?? 0;
    };
    return this.kept.getOrMake(slotId, () => new KeptAnswer(read, KEPT_MS, () => this.clock.now())).get();
  }

  /** Undefined if Redis fails or is slow, because no caller may fail for a figure. */
  private async attempt<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    try {
      return await waitAtMost(TIMEOUT_MS, command(this.redis));
    } catch {
      return undefined;
    }
  }

  private keyOf(slotId: string): string {
    return `${this.redisPrefix}paying:${slotId}`;
  }
}
