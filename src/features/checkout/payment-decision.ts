import type { Paise } from '../../shared/money.ts';
import type { RefundReason } from '../refunds/index.ts';

interface CapturedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly timeSlotId: string;
  readonly amount: Paise;
  readonly currency: string;
  readonly fee: Paise;
  readonly tax: Paise;
}

/** What was decided about a captured payment: once, and for good. */
export type PaymentDecision = CapturedPayment & { readonly decidedAt: Date } & (
    { readonly outcome: 'BOOKED' } | { readonly outcome: 'REFUND'; readonly reason: RefundReason }
  );

/** A decision that somebody would like to make; another process may be faster. */
export type ProposedDecision = CapturedPayment &
  ({ readonly outcome: 'BOOKED' } | { readonly outcome: 'REFUND'; readonly reason: RefundReason });
