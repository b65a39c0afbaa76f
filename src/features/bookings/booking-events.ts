import PQueue from 'p-queue';
import type { Logger } from '../../shared/logger.ts';
import type { Refund } from '../refunds/index.ts';
import type { SessionBooking } from './session-booking.ts';

/** What happens to bookings, and what listeners learn of it. */
interface Events {
  /** With the payer, where that was read a moment ago. */
  bookingCreated: [booking: SessionBooking, payer?: { readonly timeZone: string }];
  /** A payment that became no booking is owed back. */
  refundOwed: [refund: Refund];
  bookingCancelled: [booking: SessionBooking];
  /** The attendee has changed to another slot. */
  bookingMoved: [booking: SessionBooking, fromSlotId: string];
  /** The mentor has changed the time of the session. */
  sessionMoved: [booking: SessionBooking];
}

/** Told after the event was durably written, perhaps more than once. */
export type BookingListener = {
  readonly [Event in keyof Events]?: (...about: Events[Event]) => Promise<void>;
};

export interface BookingListeners {
  /**
   * They write rows that must not be missing, and may throw: whoever tells them leaves the event open, and tells again.
   * They are told in this order, and the first that throws ends it. The mails come last, because the sweep
   * for missed mail takes an event with its mail for one that everybody was told of.
   */
  readonly mustBeTold: readonly BookingListener[];
  /** Nice to have: one that fails is logged. */
  readonly bestEffort: readonly BookingListener[];
}

/** In a rush, those who wait for an answer come first. */
const CONCURRENCY = 4;

/** The one way to learn what happens to bookings. */
export class BookingEvents {
  private readonly queue = new PQueue({ concurrency: CONCURRENCY });

  constructor(
    private readonly listeners: BookingListeners,
    private readonly logger: Logger,
  ) {}

  /** @throws what a listener that must be told throws: tell again later */
  async tell<Event extends keyof Events>(event: Event, ...about: Events[Event]): Promise<void> {
    await Promise.all(this.listeners.bestEffort.map((listener) => this.attempt(listener, event, about)));
    for (const listener of this.listeners.mustBeTold) await listener[event]?.(...about);
  }

  /**
   * Tells while the payer gets the answer: the money is settled by then, and a slow or failing listener must not
   * keep the payer waiting. A failure is logged, and the sweep for missed mail tells again.
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

  /** Resolves when all have been told; before the connections are closed. */
  async drain(): Promise<void> {
    await this.queue.onIdle();
  }

  private async attempt<Event extends keyof Events>(
    listener: BookingListener,
    event: Event,
    about: Events[Event],
  ): Promise<void> {
    try {
      await listener[event]?.(...about);
    } catch (error) {
      this.logger.warn({ told: event, error }, 'counter.failed');
    }
  }
}
