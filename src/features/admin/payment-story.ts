import type { RazorpayGateway, RazorpayOrder, RazorpayPayment } from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import type { ReleasedSeatRepository } from '../slots/index.ts';
import type { AuditEvent, AuditTrail } from '../audit/index.ts';
import type { AdminMessagesRepository } from './admin-messages.repository.ts';
import type { AdminMoneyRepository, PaymentTry } from './admin-money.repository.ts';
import type { AdminPeopleRepository, Names } from './admin-people.repository.ts';

type Found<Read extends (...args: never[]) => unknown> = Awaited<ReturnType<Read>>;

/** Without a refund it has the seat, or its refund is not written yet. */
interface OtherPayment {
  readonly paymentId: string;
  readonly booking: Found<AdminPeopleRepository['findBooking']>;
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
  /** The later payment of the same checkout, or for the same session, that was paid, if this one was not. */
  readonly paidBy: OtherPayment | undefined;
  /** The other payments of the payer for the same session. */
  readonly tries: readonly PaymentTry[];
  /** Who pays for which session: by our own rows, else by Razorpay's order, else by what we noted of a failure. */
  readonly payerId: unknown;
  readonly slotId: unknown;
  readonly webhooks: Found<AdminMessagesRepository['listWebhooksOf']>;
  readonly mails: Found<AdminMessagesRepository['listMailsOf']>;
  readonly acts: readonly AuditEvent[];
  readonly names: Names;
}

interface UnpaidTry {
  readonly bookingId: string | null;
  readonly tries: PaymentStory['tries'];
  /** When the payer began to pay. */
  readonly since: Date | undefined;
}

/** The newest admin actions that are shown. */
const MAX_ACTS = 50;

/** Collects the story of a payment from all sources. */
export class PaymentStories {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchPayment' | 'fetchOrder'>,
    private readonly money: AdminMoneyRepository,
    private readonly messages: AdminMessagesRepository,
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
    const [webhooks, mails, booking, acts] = await Promise.all([
      this.messages.listWebhooksOf(paymentId, orderId),
      this.messages.listMailsOf(paymentId, bookingId),
      bookingId === null ? null : this.people.findBooking(bookingId),
      this.auditTrail.list({ objectId: paymentId }, { skip: 0, limit: MAX_ACTS }),
    ]);
    if (!decision && !refund && !razorpay.payment && webhooks.length === 0)
      throw new DomainError('NOT_FOUND');
    const failure = webhooks.find((event) => event.failure)?.failure ?? undefined;
    const { notes } = razorpay.order ?? {};
    const slotId = booking?.timeSlotId ?? decision?.timeSlotId ?? notes?.slotId ?? failure?.timeSlotId;
    const payerId = decision?.userId ?? refund?.userId ?? notes?.userId ?? failure?.userId;
    const [slot, releasedSeats, names, all] = await Promise.all([
      slotId === undefined ? null : this.people.findSlot(String(slotId)),
      this.releasedSeats.listOfPayment(paymentId),
      this.people.namesOf({ people: [payerId, ...acts.map(({ actorId }) => actorId)], sessions: [slotId] }),
      this.money.listTries(payerId, slotId),
    ]);
    const tries = all.filter((one) => one.paymentId !== paymentId);
    const since = razorpay.payment?.createdAt ?? webhooks[0]?.receivedAt;
    const paidBy = decision || refund ? undefined : await this.findPaid(booking, { bookingId, tries, since });
    const ours = { decision, booking, slot, releasedSeats, refund, paidBy, tries, payerId, slotId };
    return { paymentId, atRazorpay, ...ours, webhooks, mails, acts, names };
  }

  /** The payment of the same checkout, else the latest one for the same session. */
  private async findPaid(
    booking: PaymentStory['booking'],
    { bookingId, tries, since }: UnpaidTry,
  ): Promise<OtherPayment | undefined> {
    const ofCheckout = bookingId === null ? [] : await this.money.listRefundsOfBooking(bookingId);
    const paymentId = booking?.paymentDetails.razorpayPaymentId ?? ofCheckout[0]?.razorpayPaymentId;
    if (paymentId !== undefined)
      return { paymentId, booking, refund: ofCheckout.find((each) => each.razorpayPaymentId === paymentId) };
    const paid = tries.find(({ bookedAs, at }) => bookedAs !== undefined && since && at > since);
    if (paid?.bookedAs === undefined) return undefined;
    const [itsBooking, refund] = await Promise.all([
      this.people.findBooking(paid.bookedAs),
      this.money.findRefund(paid.paymentId),
    ]);
    return { paymentId: paid.paymentId, booking: itsBooking, refund: refund ?? undefined };
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
