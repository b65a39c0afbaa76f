import { createHash } from 'node:crypto';
import { formatInr, toPaise } from '../../shared/money.ts';
import { DEFAULT_ZONE, toLocalDay } from '../../shared/zoned-time.ts';
import type { CurrentUser } from '../../web/guards.ts';
import { view } from '../../web/page-renderer.ts';
import { toShownTime } from '../../web/session-time.ts';
import { toReturnBadge } from '../refunds/index.ts';
import { timeOf } from './booking-presenter.ts';
import type { BookingDetails, SessionBooking } from './session-booking.ts';

/** Without letters and digits that look alike. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** The payment, and its refund. */
export function toReceiptPage(details: BookingDetails, user: CurrentUser) {
  const { booking, slot, mentor, refund } = details;
  const refunded = refund?.amount ?? toPaise(0);
  return {
    /** `SS-20261128-7K3F9Q`: short enough to read out. */
    number: receiptNumberOf(booking),
    bookingId: booking.id,
    /** In India’s time, as the date in the number. */
    paidAt: toShownTime(booking.bookedAt, DEFAULT_ZONE),
    buyer: { name: user.name, email: user.email },
    mentorName: mentor.name,
    title: slot.title,
    time: timeOf(details, user.timeZone),
    amount: formatInr(booking.amount),
    /** `Refunded`, `Refund on its way`. Null if nothing goes back. */
    refund: refund
      ? { label: toReturnBadge(refund, refund.amount).text, amount: formatInr(refund.amount) }
      : null,
    /** The amount that remains paid. */
    total: formatInr(toPaise(Math.max(0, booking.amount - refunded))),
    paymentId: booking.paymentId,
    orderId: booking.orderId,
  };
}

/**
 * The date in India, where every payment is made, and six letters and digits derived from the booking's id: stable, and
 * without a counter.
 */
export function receiptNumberOf({ id, bookedAt }: Pick<SessionBooking, 'id' | 'bookedAt'>): string {
  const day = toLocalDay(bookedAt, DEFAULT_ZONE).replaceAll('-', '');
  const digest = createHash('sha256').update(id).digest();
  const mark = [...digest.subarray(0, 6)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `SS-${day}-${mark}`;
}

export type ReceiptPage = ReturnType<typeof toReceiptPage>;

export const receiptView = view<ReceiptPage>('bookings/receipt');
