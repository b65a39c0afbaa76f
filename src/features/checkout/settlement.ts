import type { SessionBooking } from '../bookings/index.ts';
import type { Refund, RefundReason } from '../refunds/index.ts';

/** What became of a payment. Only `booked` and `refunded` are final. */
export type Settlement =
  | { readonly kind: 'booked'; readonly booking: SessionBooking }
  | { readonly kind: 'refunded'; readonly reason: RefundReason; readonly refund: Refund }
  /** Nothing taken yet, or taken and not captured: nothing is written, and asking again is right. */
  | { readonly kind: 'pending'; readonly bookingId: string; readonly paymentId: string }
  /** Failed so far: it can still be authorised late. */
  | { readonly kind: 'failed'; readonly bookingId: string; readonly paymentId: string }
  /** No order of ours, or not of this payment, or not of this person. */
  | { readonly kind: 'unknown' };

export type FinalSettlement = Extract<Settlement, { kind: 'booked' | 'refunded' }>;
