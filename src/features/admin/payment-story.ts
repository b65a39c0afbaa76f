import type { RazorpayGateway, RazorpayOrder, RazorpayPayment } from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import type { ReleasedSeatRepository } from '../slots/index.ts';
import type { AuditEvent, AuditTrail } from '../audit/index.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository, Names } from './admin-people.repository.ts';

type Found<Read extends (...args: never[]) => unknown> = Awaited<ReturnType<Read>>;

/** Without a refund it has the seat, or its refund is not written yet. */
interface OtherPayment {
  readonly paymentId: string;
  readonly refund: Found<AdminMoneyRepository['listRefundsOfBooking']>[number] | undefined;
}

/** Everything that we and Razorpay know about one payment. */
export interface PaymentStory {
  readonly paymentId: string;
  /** Razorpay's present answer; `away` if it could not be asked. */
  readonly atRazorpay: { readonly payment?: RazorpayPayment; readonly order?: RazorpayOrder } | 'away';
  readonly decision: Found<AdminMoneyRepository['findDecision']>;
  readonly booking: Found<AdminPeopleRepository['findBooking']>;
  readonly slot: Found<AdminPeopleRepository['findSlot']>;
  /** Seats of this payment that were released more than a day ago. */
  readonly releasedSeats: Found<ReleasedSeatRepository['listOfPayment']>;
  readonly refund: Found<AdminMoneyRepository['findRefund']>;
  /** The payment of the same checkout that was paid, if this one was not. */
  readonly paidBy: OtherPayment | undefined;
  /** Who pays for which session: by our own rows, else by Razorpay's order, else by what we noted of a failure. */
  readonly payerId: unknown;
  readonly slotId: unknown;
  readonly webhooks: Found<AdminMoneyRepository['listWebhooksOf']>;
  readonly mails: Found<AdminMoneyRepository['listMailsOf']>;
  readonly acts: readonly AuditEvent[];
  readonly names: Names;
}

/** The newest admin actions that are shown. */
const MAX_ACTS = 50;

/** Collects the story of a payment from all sources. */
export class PaymentStories {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchPayment' | 'fetchOrder'>,
    private readonly money: AdminMoneyRepository,
    private readonly people: AdminPeopleRepository,
    private readonly releasedSeats: Pick<ReleasedSeatRepository, 'listOfPayment'>,
    private readonly auditTrail: AuditTrail,
  ) {}

  /** @throws DomainError NOT_FOUND if neither we nor Razorpay know the payment */
  async read(paymentId: string): Promise<PaymentStory> {
    const [decision, refund, atRazorpay] = await Promise.all([
      this.money.findDecision(paymentId),
      this.money.findRefund(paymentId),
      this.askRazorpay(paymentId),
    ]);
    const razorpay = atRazorpay === 'away' ? {} : atRazorpay;
    const orderId = decision?.orderId ?? refund?.razorpayOrderId ?? razorpay.payment?.orderId ?? null;
    const bookingId = decision?.bookingId ?? refund?.bookingId ?? razorpay.order?.receipt ?? null;
    const isUndecided = decision === null && refund === null;
    const [webhooks, mails, booking, acts, refundsOfBooking] = await Promise.all([
      this.money.listWebhooksOf(paymentId, orderId),
      this.money.listMailsOf(paymentId, bookingId),
      bookingId === null ? null : this.people.findBooking(bookingId),
      this.auditTrail.list({ objectId: paymentId }, { skip: 0, limit: MAX_ACTS }),
      bookingId === null || !isUndecided ? [] : this.money.listRefundsOfBooking(bookingId),
    ]);
    if (!decision && !refund && !razorpay.payment && webhooks.length === 0)
      throw new DomainError('NOT_FOUND');
    const failure = webhooks.find((event) => event.failure)?.failure ?? undefined;
    const { notes } = razorpay.order ?? {};
    const slotId = booking?.timeSlotId ?? decision?.timeSlotId ?? notes?.slotId ?? failure?.timeSlotId;
    const payerId = decision?.userId ?? refund?.userId ?? notes?.userId ?? failure?.userId;
    const [slot, releasedSeats, names] = await Promise.all([
      slotId === undefined ? null : this.people.findSlot(String(slotId)),
      this.releasedSeats.listOfPayment(paymentId),
      this.people.namesOf({ people: [payerId, ...acts.map(({ actorId }) => actorId)], sessions: [slotId] }),
    ]);
    const paidBy = isUndecided ? otherPayment(booking, refundsOfBooking) : undefined;
    const ours = { decision, booking, slot, releasedSeats, refund, paidBy, payerId, slotId };
    return { paymentId, atRazorpay, ...ours, webhooks, mails, acts, names };
  }

  private async askRazorpay(paymentId: string): Promise<PaymentStory['atRazorpay']> {
    try {
      const payment = await this.razorpay.fetchPayment(paymentId);
      const orderId = payment?.orderId ?? undefined;
      const order = orderId === undefined ? undefined : await this.razorpay.fetchOrder(orderId);
      return { ...(payment && { payment }), ...(order && { order }) };
    } catch {
      // Whatever error Razorpay answers, our own rows are shown, and the page says that Razorpay could not be asked.
      return 'away';
    }
  }
}

function otherPayment(
  booking: PaymentStory['booking'],
  refunds: Found<AdminMoneyRepository['listRefundsOfBooking']>,
): OtherPayment | undefined {
  const paymentId = booking?.paymentDetails.razorpayPaymentId ?? refunds[0]?.razorpayPaymentId;
  if (paymentId === undefined) return undefined;
  return { paymentId, refund: refunds.find(({ razorpayPaymentId }) => razorpayPaymentId === paymentId) };
}
