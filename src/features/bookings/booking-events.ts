import PQueue from 'p-queue';
import type { Logger } from '../../shared/logger.ts';
import type { Refund } from '../refunds/index.ts';
import type { SessionBooking } from './session-booking.ts';

/** Events of bookings, with what their listeners learn. */
interface Events {
  /** Includes the payer if the caller has just read it. */
  bookingCreated: [booking: SessionBooking, payer?: { readonly timeZone: string }];
  /** A payment that did not become a booking is owed back. */
  refundOwed: [refund: Refund];
  bookingCancelled: [booking: SessionBooking];
  /** The attendee has rescheduled. */
  bookingMoved: [booking: SessionBooking, fromSlotId: string];
  /** The mentor has changed the time of the session. */
  sessionMoved: [booking: SessionBooking];
  /** The mentor has changed the title or the meeting link of the session. */
  sessionUpdated: [booking: SessionBooking];
}

/** Is told after the event was durably written, perhaps more than once. */
export type BookingListener = {
  readonly [Event in keyof Events]?: (...about: Events[Event]) => Promise<void>;
};

/** High enough to join the writes of a rush, low enough not to delay requests. */
const CONCURRENCY = 32;

/**
 * The only way to learn what happens to bookings. Listeners are called in order, and may throw: then the caller
 * leaves the event open and tells it again. Mails come last, because the sweep for missed mail assumes that a mail in
 * the outbox means that all other listeners were told.
 */
export class BookingEvents {
  private readonly queue = new PQueue({ concurrency: CONCURRENCY });

  constructor(
    private readonly listeners: readonly BookingListener[],
    private readonly logger: Logger,
  ) {}

  /** @throws what a listener throws: tell again later */
  async tell<Event extends keyof Events>(event: Event, ...about: Events[Event]): Promise<void> {
    for (const listener of this.listeners) await listener[event]?.(...about);
  }

  /**
   * Tells the listeners while the payer gets the answer. The money is settled by then, and a slow or failing listener
   * must not keep the payer waiting. A failure is logged, and the sweep for missed mail tries again.
   */
  tellSoon<Event extends keyof Events>(event: Event, ...about: Events[Event]): void {
    void this.queue.add(async () => {
      try {
        await this.tell(event, ...about);
      } catch (error) {
        this.logger.error({ told: event, error }, 'listener.failed');
      }
    });
  }

  /** Resolves when all have been told. Call it before the connections are closed. */
  async drain(): Promise<void> {
    await this.queue.onIdle();
  }
}
