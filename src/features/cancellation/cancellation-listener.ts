import type { Logger } from '../../shared/logger.ts';
import type { SessionBooking } from '../booking/index.ts';

/** Told of what was durably written, perhaps more than once. */
export interface CancellationListener {
  bookingCancelled(booking: SessionBooking): Promise<void>;
  /** `from` is the slot that it left. */
  bookingMoved(booking: SessionBooking, from: string): Promise<void>;
  /** Somebody gave a seat back. */
  seatFreed(slotId: string): Promise<void>;
}

/** Tells all of them; one that fails is logged and hinders nobody. */
export class CancellationListeners implements CancellationListener {
  constructor(
    private readonly listeners: readonly Partial<CancellationListener>[],
    private readonly logger: Logger,
  ) {}

  bookingCancelled(booking: SessionBooking): Promise<void> {
    return this.tellAll((listener) => listener.bookingCancelled?.(booking));
  }

  bookingMoved(booking: SessionBooking, from: string): Promise<void> {
    return this.tellAll((listener) => listener.bookingMoved?.(booking, from));
  }

  seatFreed(slotId: string): Promise<void> {
    return this.tellAll((listener) => listener.seatFreed?.(slotId));
  }

  private async tellAll(
    tell: (listener: Partial<CancellationListener>) => Promise<void> | undefined,
  ): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await tell(listener);
      } catch (error) {
        this.logger.error({ error }, 'cancellation.listener-failed');
      }
    }
  }
}
