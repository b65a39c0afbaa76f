import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectPaymentFacts } from './collect-payment-facts.ts';
import { checkPayment, checkSlot } from './ledger-rules.ts';
import type { LedgerRepository } from './ledger.repository.ts';
import type { Violation } from './ledger.ts';
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
