import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../shared/logger.ts';
import type { RazorpayOrder, RazorpayPayment, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { FoundOrder, OrderTerms, PaymentDecision } from '../checkout/index.ts';
import type { Refund } from '../refunds/index.ts';
import type { CollectPaymentFacts } from './collect-payment-facts.ts';
import { checkPayment, checkSlot } from './ledger-rules.ts';
import type { LedgerResultRepository } from './reconciliation-state.repository.ts';
import type { LedgerRepository } from './ledger.repository.ts';
import type { Period } from './loose-ends.repository.ts';

export interface LedgerReport extends Period {
  readonly payments: number;
  readonly slots: number;
  /** Bookings of these payments, and those that nobody paid for. */
  readonly bookings: number;
  /** Payments whose order Razorpay no longer shows. They were checked against our own rows. */
  readonly ordersTooOld: number;
  readonly violations: readonly Violation[];
}

/** Work in progress at the first look is done, or repaired by the sweep, at the second. */
const SECOND_LOOK_MS = 5000;

/**
 * Compares Razorpay's books with ours over a period and lists every violation of the contract's promises. Changes
 * nothing but the note of its own last result.
 */
export class LedgerCheck {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly paymentFacts: CollectPaymentFacts,
    private readonly results: Pick<LedgerResultRepository, 'save'>,
    private readonly logger: Logger,
  ) {}

  /**
   * A violation counts only if a second look finds it again.
   * @param beforeSecondLook waits; a test does there what happens between the two looks
   * @throws GatewayError if Razorpay cannot be read completely
   */
  async run(
    period: Period,
    beforeSecondLook: () => Promise<unknown> = () => sleep(SECOND_LOOK_MS),
  ): Promise<LedgerReport> {
    const report = await this.checkTwice(period, beforeSecondLook);
    await this.results
      .save(report)
      .catch((error: unknown) => this.logger.warn({ error }, 'ledger-check.result-not-stored'));
    return report;
  }

  private async checkTwice(period: Period, beforeSecondLook: () => Promise<unknown>): Promise<LedgerReport> {
    const first = await this.checkOnce(period);
    if (first.violations.length === 0) return first;
    await beforeSecondLook();
    const second = await this.checkOnce(period);
    const before = new Set(first.violations.map(keyOf));
    return { ...second, violations: second.violations.filter((violation) => before.has(keyOf(violation))) };
  }

  private async checkOnce(period: Period): Promise<LedgerReport> {
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
    const paid = payments.reduce((sum, facts) => sum + facts.bookings.length, 0);
    const counts = { payments: payments.length, slots: slots.length, bookings: paid + unpaid.length };
    return { ...period, ...counts, ordersTooOld, violations };
  }
}

/** Leaves out the text, whose figures may differ between two looks. */
function keyOf({ line, problem, ids }: Violation): string {
  return JSON.stringify([line, problem.replace(/[:,].*/, ''), ids]);
}

/**
 * The number of the broken promise: 1 no slot oversold, 2 each captured payment ends as one booking or one full refund,
 * 3 nothing twice, 4 nobody is told what is not true, 5 nothing unverified grants anything, 6 no record without money.
 */
export type LedgerLine = 1 | 2 | 3 | 4 | 5 | 6;

export interface Violation {
  readonly line: LedgerLine;
  /** The violation in words. */
  readonly problem: string;
  /** The known ids: payment, order, booking, slot. */
  readonly ids: Readonly<Record<string, string>>;
}

/** All records of one payment on both sides. */
export interface PaymentFacts {
  readonly paymentId: string;
  /** Undefined if Razorpay does not know it. */
  readonly payment: RazorpayPayment | undefined;
  readonly order: RazorpayOrder | undefined;
  /** If it is `too-old`, only our rows can be checked. */
  readonly origin: FoundOrder['kind'];
  /** The terms in the order's notes, if it is ours and readable. */
  readonly terms: OrderTerms | undefined;
  readonly razorpayRefunds: readonly RazorpayRefund[];
  readonly decision: PaymentDecision | undefined;
  readonly bookings: readonly SessionBooking[];
  readonly refund: Refund | undefined;
  /** Slots in which the payment holds a seat. */
  readonly seatsIn: readonly string[];
}

/** All counts of one slot's seats. */
export interface SlotFacts {
  readonly slotId: string;
  readonly maxStudents: number;
  readonly currentStudents: number;
  /** bookingIds of the held seats, and of the bookings that are not cancelled. */
  readonly heldBy: readonly string[];
  readonly bookedBy: readonly string[];
}
