import { bulkhead } from 'cockatiel';
import type { Logger } from '../../shared/logger.ts';
import { tellAll } from '../../shared/tell-all.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { Refund } from '../refunds/index.ts';

/** Told of what was durably written: to send mail, to wake the waitlist. */
export interface SettlementListener {
  bookingCreated?(booking: SessionBooking): Promise<void>;
  refundOwed?(refund: Refund): Promise<void>;
}

/** Told at once of that many things: in a rush, those who wait for an answer come first. */
const CONCURRENCY = 4;

/**
 * Tells all of them, while the payer gets the answer: the money is settled by then, and neither a slow listener nor a
 * failing one may keep the payer waiting. What a listener missed is found again by its own sweep.
 */
export class SettlementListeners {
  private readonly underWay = new Set<Promise<void>>();
  private readonly limit = bulkhead(CONCURRENCY, Number.POSITIVE_INFINITY);

  constructor(
    private readonly listeners: readonly SettlementListener[],
    private readonly logger: Logger,
  ) {}

  bookingCreated(booking: SessionBooking): void {
    this.start('booking.created', (listener) => listener.bookingCreated?.(booking));
  }

  refundOwed(refund: Refund): void {
    this.start('refund.owed', (listener) => listener.refundOwed?.(refund));
  }

  /** Resolves when all have been told; before the connections are closed. */
  async drain(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private start(event: string, tell: (listener: SettlementListener) => Promise<void> | undefined): void {
    const { listeners, logger } = this;
    const telling = this.limit.execute(() => tellAll({ listeners, logger, event }, tell));
    this.underWay.add(telling);
    void telling.then(() => this.underWay.delete(telling));
  }
}
