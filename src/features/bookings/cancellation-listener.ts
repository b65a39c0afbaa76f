import type { Logger } from '../../shared/logger.ts';
import { tellAll } from '../../shared/tell-all.ts';
import type { SessionBooking } from './session-booking.ts';

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
    return tellAll(this.telling('booking.cancelled'), (listener) => listener.bookingCancelled?.(booking));
  }

  bookingMoved(booking: SessionBooking, from: string): Promise<void> {
    return tellAll(this.telling('booking.moved'), (listener) => listener.bookingMoved?.(booking, from));
  }

  seatFreed(slotId: string): Promise<void> {
    return tellAll(this.telling('seat.freed'), (listener) => listener.seatFreed?.(slotId));
  }

  private telling(event: string) {
    return { listeners: this.listeners, logger: this.logger, event };
  }
}
