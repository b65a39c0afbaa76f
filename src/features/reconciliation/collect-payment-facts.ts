import type {
  RazorpayGateway,
  RazorpayOrder,
  RazorpayPayment,
  RazorpayRefund,
} from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { groupBy } from '../../shared/maps.ts';
import { inParallel } from '../../shared/waiting.ts';
import type { SessionBookingRepository } from '../bookings/index.ts';
import type { FoundOrder, Orders, PaymentDecisionRepository } from '../checkout/index.ts';
import type { RefundRepository } from '../refunds/index.ts';
import type { PaymentFacts } from './ledger-check.ts';
import type { LedgerRepository, LedgerSlot } from './ledger.repository.ts';
import type { Period } from './loose-ends.repository.ts';
import { walkPages } from './reconciler.ts';

/** Razorpay's records of a payment. */
interface RazorpaySide {
  readonly payment: RazorpayPayment | undefined;
  readonly found: FoundOrder;
  readonly razorpayRefunds: readonly RazorpayRefund[];
}

/** Joins Razorpay's records and ours, by payment. */
export class CollectPaymentFacts {
  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly orders: Orders,
    private readonly ledger: LedgerRepository,
    private readonly decisions: PaymentDecisionRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly refundRepository: RefundRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Every payment that was captured in the period, or for which we wrote something in it.
   * @throws GatewayError if Razorpay cannot be read completely, because half a ledger proves nothing
   */
  async collect(period: Period, slots: readonly LedgerSlot[]): Promise<readonly PaymentFacts[]> {
    const { ledger, razorpay } = this;
    const listed = await readAll<RazorpayPayment>((window) => razorpay.listPayments(window), period);
    const captured = listed.filter((payment) => payment.captured).map(({ id }) => id);
    const seats = seatsByPayment(slots);
    const paymentIds = new Set([...captured, ...(await ledger.listPaymentIds(period)), ...seats.keys()]);
    const razorpaySide = await this.readRazorpay(period, { paymentIds: [...paymentIds], listed });
    return this.join([...paymentIds], { razorpaySide, seats });
  }

  private async join(
    paymentIds: readonly string[],
    { razorpaySide, seats }: { razorpaySide: Map<string, RazorpaySide>; seats: Map<string, string[]> },
  ): Promise<readonly PaymentFacts[]> {
    const [decisions, bookings, refunds] = await Promise.all([
      this.decisions.findMany(paymentIds),
      this.bookings.listOfPayments(paymentIds),
      this.refundRepository.findMany(paymentIds),
    ]);
    const bookingsOf = groupByPayment(bookings);
    return paymentIds.map((paymentId) => {
      const { payment, found, razorpayRefunds } = razorpaySide.get(paymentId) ?? nothing;
      return {
        paymentId,
        payment,
        razorpayRefunds,
        order: 'order' in found ? found.order : undefined,
        origin: found.kind,
        terms: found.kind === 'ours' ? found.terms : undefined,
        decision: decisions.get(paymentId),
        bookings: bookingsOf.get(paymentId) ?? [],
        refund: refunds.get(paymentId),
        seatsIn: seats.get(paymentId) ?? [],
      };
    });
  }

  /** The lists contain most of it in a few calls. Older records are read one by one. */
  private async readRazorpay(
    period: Period,
    { paymentIds, listed }: { paymentIds: readonly string[]; listed: readonly RazorpayPayment[] },
  ): Promise<Map<string, RazorpaySide>> {
    const { razorpay } = this;
    const payments = new Map(listed.map((payment) => [payment.id, payment]));
    const [orders, refunds] = await Promise.all([
      readAll<RazorpayOrder>((window) => razorpay.listOrders(window), period),
      readAll<RazorpayRefund>((window) => razorpay.listRefunds(window), {
        ...period,
        to: new Date(this.clock.now().getTime() + 1000),
      }),
    ]);
    const refundsOf = groupByPayment(refunds);
    const ordersById = new Map(orders.map((order) => [order.id, order]));
    const side = new Map<string, RazorpaySide>();
    await forEachOrThrow(paymentIds, async (paymentId) => {
      const inPeriod = payments.get(paymentId);
      const payment = inPeriod ?? (await razorpay.fetchPayment(paymentId));
      const orderId = payment?.orderId ?? '';
      const listedOrder = ordersById.get(orderId);
      const found = listedOrder ? this.orders.read(listedOrder) : await this.orders.find(orderId);
      const razorpayRefunds = inPeriod
        ? (refundsOf.get(paymentId) ?? [])
        : await razorpay.fetchRefunds(paymentId);
      side.set(paymentId, { payment, found, razorpayRefunds });
    });
    return side;
  }
}

const nothing: RazorpaySide = {
  payment: undefined,
  found: { kind: 'foreign', order: undefined },
  razorpayRefunds: [],
};

function seatsByPayment(slots: readonly LedgerSlot[]): Map<string, string[]> {
  const seats = slots.flatMap(({ slotId, paymentIds }) =>
    paymentIds.map((paymentId) => ({ paymentId, slotId })),
  );
  const grouped = groupByPayment(seats);
  return new Map([...grouped].map(([paymentId, held]) => [paymentId, held.map(({ slotId }) => slotId)]));
}

function groupByPayment<T extends { readonly paymentId: string }>(items: readonly T[]) {
  return groupBy(items, ({ paymentId }) => paymentId);
}

async function readAll<T>(list: Parameters<typeof walkPages<T>>[0], period: Period): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of walkPages(list, period)) all.push(...page);
  return all;
}

async function forEachOrThrow<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let failure: unknown;
  const onError = (_item: T, error: unknown) => {
    failure ??= error;
  };
  await inParallel({ items, work, onError });
  if (failure !== undefined) throw failure as Error;
}
