import { formatInr, toPaise } from '../../shared/money.ts';
import type { CurrentUser } from '../../web/current-user.ts';
import { toShownTime } from '../../web/session-time.ts';
import type { BookingDetails } from './booking-details.ts';
import { timeOf } from './booking-presenter.ts';
import type { ReceiptPage } from './receipt.page.ts';

/** What was paid, and what of it goes or went back. */
export function toReceiptPage(details: BookingDetails, user: CurrentUser): ReceiptPage {
  const { booking, slot, mentor, refund } = details;
  const refunded = refund?.amount ?? toPaise(0);
  return {
    bookingId: booking.id,
    paidAt: toShownTime(booking.bookedAt, user.timeZone),
    buyer: { name: user.name, email: user.email },
    mentorName: mentor.name,
    title: slot.title,
    time: timeOf(details, user.timeZone),
    amount: formatInr(booking.amount),
    refunded: refunded > 0 ? formatInr(refunded) : null,
    total: formatInr(toPaise(Math.max(0, booking.amount - refunded))),
    paymentId: booking.paymentId,
    orderId: booking.orderId,
  };
}
