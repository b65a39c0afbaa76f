import type { Logger } from '../../shared/logger.ts';
import type { SessionBooking } from '../booking/index.ts';

/** Told, perhaps more than once, of each booking whose session the mentor has moved. */
export interface SessionMoveListener {
  sessionMoved(booking: SessionBooking): Promise<void>;
}

/** Tells all of them; one that fails is logged and hinders nobody. */
export class SessionMoveListeners implements SessionMoveListener {
  constructor(
    private readonly listeners: readonly SessionMoveListener[],
    private readonly logger: Logger,
  ) {}

  async sessionMoved(booking: SessionBooking): Promise<void> {
    for (const listener of this.listeners) {
      try {
        await listener.sessionMoved(booking);
      } catch (error) {
        this.logger.error({ bookingId: booking.id, error }, 'session-move.listener-failed');
      }
    }
  }
}
