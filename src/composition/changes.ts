import {
  CancelBooking,
  type CancellationListener,
  CancellationListeners,
  FinishCancellation,
  MoveBooking,
  RescheduleBooking,
} from '../features/cancellation/index.ts';
import type { RefundService } from '../features/refunds/index.ts';
import type { Waiting } from './core.ts';
import type { Foundation, Told } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** What users do with a booking that they have. */
export function createChanges(
  { clock, logger }: Foundation,
  parts: Repositories & Waiting & Told & { refunds: RefundService },
) {
  const { waitlist } = parts;
  const listeners: Partial<CancellationListener>[] = [
    {
      bookingMoved: ({ timeSlotId, userId }) => waitlist.seatTaken(timeSlotId, userId),
      seatFreed: (slotId) => waitlist.offerFreeSeats(slotId),
    },
    parts.notifications,
  ];
  const listener = new CancellationListeners(listeners, logger);
  const finishCancellation = new FinishCancellation({ ...parts, listener, clock, logger });
  const cancelBooking = new CancelBooking({ ...parts, finishCancellation, clock });
  const moveBooking = new MoveBooking({ ...parts, listener, clock, logger });
  const rescheduleBooking = new RescheduleBooking({ ...parts, moveBooking, cancelBooking, clock });
  return { finishCancellation, cancelBooking, moveBooking, rescheduleBooking };
}

export type Changes = ReturnType<typeof createChanges>;
