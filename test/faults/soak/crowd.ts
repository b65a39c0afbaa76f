import type { PayInput } from '../../../src/devenv/razorpay-sandbox/index.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { paths } from '../../../src/paths.ts';
import type { FaultLab } from '../../support/fault-lab.ts';
import { bodyOf, type Payer } from '../../support/payer.ts';
import type { Random } from '../../support/random.ts';

interface CrowdOptions {
  readonly lab: FaultLab;
  readonly random: Random;
  readonly payers: readonly Payer[];
  readonly slots: readonly TimeSlot[];
}

interface OrderTerms {
  readonly payer: Payer;
  readonly bookingId: string;
  readonly orderId: string;
}

export interface CrowdReport {
  /** All payments, whether booked, refunded or undecided. */
  payments: number;
  prepared: number;
  cancelled: number;
  refundedByHand: number;
  /** Number of answers by status; 0 is a broken connection. */
  readonly answers: Record<number, number>;
}

/** People who book, pay, return or not, and change their minds, while faults happen. */
export class Crowd {
  readonly report: CrowdReport = { payments: 0, prepared: 0, cancelled: 0, refundedByHand: 0, answers: {} };
  readonly orderIds = new Set<string>();

  constructor(private readonly options: CrowdOptions) {}

  /** One person tries to book one seat. */
  async attempt(): Promise<void> {
    const { random, payers, slots } = this.options;
    const payer = random.pick(payers);
    const slot = random.pick(slots);
    const { status, text } = await payer.tryToBook(this.server(), slot.id);
    this.count(status);
    const { data } = status === 200 ? bodyOf(text) : {};
    if (!data) return;
    this.report.prepared += 1;
    this.orderIds.add(data.order.id);
    const sale = { payer, bookingId: data.bookingId, orderId: data.order.id };
    if (random.happens(0.05)) await this.dismiss(sale);
    else await this.pay(sale);
  }

  private async dismiss({ payer, bookingId }: OrderTerms): Promise<void> {
    this.count((await payer.post(this.server(), paths.cancelCheckout(bookingId))).status);
  }

  private async pay(sale: OrderTerms): Promise<void> {
    const { lab, random } = this.options;
    const payment = this.choosePayment();
    // Razorpay refuses if the order was paid in another tab meanwhile.
    const made = await lab.razorpay.pay(sale.orderId, payment).catch(() => undefined);
    if (!made) return;
    this.report.payments += 1;
    const paymentId = made.payment.id;
    if (payment.outcome === 'failed') {
      this.count((await sale.payer.get(this.server(), paths.checkoutResult(sale.bookingId))).status);
      if (random.happens(0.5)) await lab.razorpay.authorize(paymentId, { webhooks: random.happens(0.5) });
      return;
    }
    const returns = [
      ...(random.happens(0.4) ? [sale.payer.verify(this.server(), made)] : []),
      ...(random.happens(0.4) ? [sale.payer.returnFromRazorpay(this.server(), made)] : []),
    ];
    for (const { status } of await Promise.all(returns)) this.count(status);
    if (random.happens(0.1)) await this.cancel(sale);
    else if (random.happens(0.05)) await this.refundByHand(paymentId);
  }

  private choosePayment(): PayInput & { outcome: 'captured' | 'authorized' | 'failed' } {
    const { random } = this.options;
    const outcome = random.pick([...many('captured', 8), 'authorized', 'failed'] as const);
    return {
      outcome,
      webhooks: random.happens(0.6),
      force: random.happens(0.1),
      ...(random.happens(0.03) && { amount: random.pick([100, 99_900]) }),
    };
  }

  private async cancel({ payer, bookingId }: OrderTerms): Promise<void> {
    const { status, text } = await payer.get(this.server(), paths.cancelBooking(bookingId));
    this.count(status);
    const refundAmount = /name="refundAmount" value="(\d+)"/.exec(text)?.[1];
    if (refundAmount === undefined) return;
    const answer = await payer.post(this.server(), paths.cancelBooking(bookingId), { refundAmount });
    this.count(answer.status);
    if (answer.status === 303) this.report.cancelled += 1;
  }

  private async refundByHand(paymentId: string): Promise<void> {
    const { lab, random } = this.options;
    const amount = random.happens(0.5) ? {} : { amount: 10_000 };
    // Razorpay refuses if the payment is not captured yet, or was refunded already.
    const refund = await lab.razorpay.refund(paymentId, amount).catch(() => undefined);
    if (refund) this.report.refundedByHand += 1;
  }

  private server(): string {
    const { lab, random } = this.options;
    return random.pick([lab.first.url, lab.second.url]);
  }

  private count(status: number): void {
    this.report.answers[status] = (this.report.answers[status] ?? 0) + 1;
  }
}

function many<const T>(item: T, times: number): readonly T[] {
  return Array.from({ length: times }, () => item);
}
