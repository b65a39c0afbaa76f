import { setTimeout as sleep } from 'node:timers/promises';
import type { RazorpayOrder, RazorpayPayment, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { OrderTerms, PaymentDecision } from '../checkout/index.ts';
import type { Refund } from '../refunds/index.ts';
import type { CollectPaymentFacts } from './collect-payment-facts.ts';
import { checkPayment, checkSlot } from './ledger-rules.ts';
import type { LedgerRepository } from './ledger.repository.ts';
import type { Period } from './loose-ends.repository.ts';

export interface LedgerReport extends Period {
  readonly payments: number;
  readonly slots: number;
  /** Payments whose order Razorpay does not show any more: they were checked by our own rows. */
  readonly ordersTooOld: number;
  readonly violations: readonly Violation[];
}

/** What is under way at the first look is done, or mended by the sweep, at the second. */
const SECOND_LOOK_MS = 5000;

/** Joins Razorpay's books with ours over a period and names every promise of the contract that is broken. Reads only. */
export class LedgerCheck {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly paymentFacts: CollectPaymentFacts,
  ) {}

  /**
   * A gap counts only if a second look shows it too.
   * @throws GatewayError when Razorpay cannot be read in full.
   */
  async run(period: Period, { secondLookAfter = SECOND_LOOK_MS } = {}): Promise<LedgerReport> {
    const first = await this.look(period);
    if (first.violations.length === 0) return first;
    await sleep(secondLookAfter);
    const second = await this.look(period);
    const before = new Set(first.violations.map(keyOf));
    return { ...second, violations: second.violations.filter((violation) => before.has(keyOf(violation))) };
  }

  private async look(period: Period): Promise<LedgerReport> {
    const slots = await this.ledger.listSlots(period);
    const payments = await this.paymentFacts.collect(period, slots);
    const unpaid = await this.ledger.listUnpaidBookingIds(period);
    const violations = [
      ...slots.flatMap(checkSlot),
      ...payments.flatMap(checkPayment),
      ...unpaid.map((bookingId): Violation => ({
        line: 6,
        problem: 'a booking that nobody paid for',
        ids: { bookingId },
      })),
    ];
    const ordersTooOld = payments.filter(({ origin }) => origin === 'too-old').length;
    return { ...period, payments: payments.length, slots: slots.length, ordersTooOld, violations };
  }
}

/** Without the figures in the text, which may have changed between two looks. */
function keyOf({ line, problem, ids }: Violation): string {
  return JSON.stringify([line, problem.replace(/[:,].*/, ''), ids]);
}

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
