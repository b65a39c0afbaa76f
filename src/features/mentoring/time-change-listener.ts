import type { Logger } from '../../shared/logger.ts';
import { tellAll } from '../../shared/tell-all.ts';
import type { SessionBooking } from '../bookings/index.ts';

/** Told, perhaps more than once, of each booking whose session the mentor has moved. */
export interface TimeChangeListener {
  sessionMoved(booking: SessionBooking): Promise<void>;
}

/** Tells all of them; one that fails is logged and hinders nobody. */
export class TimeChangeListeners implements TimeChangeListener {
  constructor(
    private readonly listeners: readonly TimeChangeListener[],
    private readonly logger: Logger,
  ) {}

  sessionMoved(booking: SessionBooking): Promise<void> {
    const { listeners, logger } = this;
    return tellAll({ listeners, logger, event: 'session.moved' }, (listener) =>
      listener.sessionMoved(booking),
    );
  }
}
