import type { Logger } from '../../shared/logger.ts';
import type { Refund } from '../refunds/index.ts';
import type { SessionBooking } from './session-booking.ts';

/** Told of what was durably written: to send mail, to wake the waitlist. */
export interface SettlementListener {
  bookingCreated?(booking: SessionBooking): Promise<void>;
  refundOwed?(refund: Refund): Promise<void>;
}

/**
 * Tells all of them. The money is settled by then: a listener that fails is logged and hinders nobody, and what it
 * missed is found again by its own sweep.
 */
export class SettlementListeners implements Required<SettlementListener> {
  constructor(
    private readonly listeners: readonly SettlementListener[],
    private readonly logger: Logger,
  ) {}

  async bookingCreated(booking: SessionBooking): Promise<void> {
    await this.tellAll((listener) => listener.bookingCreated?.(booking), { bookingId: booking.id });
  }

  async refundOwed(refund: Refund): Promise<void> {
    await this.tellAll((listener) => listener.refundOwed?.(refund), { bookingId: refund.bookingId });
  }

  private async tellAll(
    tell: (listener: SettlementListener) => Promise<void> | undefined,
    ids: { bookingId: string },
  ): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await tell(listener);
      } catch (error) {
        this.logger.error({ ...ids, err: error }, 'settlement.listener-failed');
      }
    }
  }
}
