import type { RazorpayOrder, RazorpayPayment, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { OrderTerms, PaymentDecision } from '../checkout/index.ts';
import type { Refund } from '../refunds/index.ts';

/**
 * Which of the six promises is broken: 1 no slot oversold, 2 each captured payment ends as one booking or one full
 * refund, 3 nothing twice, 4 nobody told what is not so, 5 nothing unverified grants anything, 6 no record without money.
 */
export type LedgerLine = 1 | 2 | 3 | 4 | 5 | 6;

export interface Violation {
  readonly line: LedgerLine;
  /** For people. */
  readonly problem: string;
  /** What it is about: payment, order, booking, slot, as far as they are known. */
  readonly ids: Readonly<Record<string, string>>;
}

/**
 * Whose the order of a payment is. `unreadable`: ours, but what it says makes no sense. `too-old`: Razorpay does not
 * answer about it any more, so that only our own rows can tell.
 */
export type OrderOrigin = 'ours' | 'foreign' | 'unreadable' | 'too-old';

/** Everything that the two sides know of one payment. */
export interface PaymentFacts {
  readonly paymentId: string;
  /** Undefined when Razorpay does not know it. */
  readonly payment: RazorpayPayment | undefined;
  readonly order: RazorpayOrder | undefined;
  readonly origin: OrderOrigin;
  /** What the order says, where it is ours and can be read. */
  readonly terms: OrderTerms | undefined;
  readonly razorpayRefunds: readonly RazorpayRefund[];
  readonly decision: PaymentDecision | undefined;
  readonly bookings: readonly SessionBooking[];
  readonly refund: Refund | undefined;
  /** Slots in which the payment holds a seat. */
  readonly seatsIn: readonly string[];
}

/** Everything that counts the seats of one slot. */
export interface SlotFacts {
  readonly slotId: string;
  readonly maxStudents: number;
  readonly currentStudents: number;
  /** bookingIds of the seats that are not released, and of the bookings that are not cancelled. */
  readonly heldBy: readonly string[];
  readonly bookedBy: readonly string[];
}
