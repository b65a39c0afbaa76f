import type { Paise } from '../../shared/money.ts';
import { isMoveOfferOpen, type SessionBooking } from '../booking/index.ts';
import { refundOnCancellation } from '../refunds/index.ts';

/**
 * Paise that go back if the user cancels at that moment: by the policy, or all of it while the mentor has moved the
 * session and the user has not agreed to that.
 */
export function refundIfCancelled(booking: SessionBooking, now: Date): Paise {
  if (isMoveOfferOpen(booking, now)) return booking.amount;
  const { refundPolicy: policy, amount: paid, bookedAt, scheduledAt } = booking;
  return refundOnCancellation({ policy, paid, bookedAt, scheduledAt, now });
}
