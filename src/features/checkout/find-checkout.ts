import {
  GatewayError,
  orderProgress,
  type RazorpayGateway,
  type RazorpayOrder,
} from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { withDeadline } from '../../shared/waiting.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { type OrderTerms, readOrderTerms } from './order-terms.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { PendingBooking, PendingBookings } from './pending-booking.ts';

/**
 * Finds the order of a user whose session does not know it. Ids can be made up and each costs a call to Razorpay, so
 * this is rate-limited per user.
 */
export class OrderLookup {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrder' | 'findOrderByReceipt' | 'fetchPayment'>,
    /** @throws DomainError RATE_LIMITED */
    private readonly countLookup: (userId: string) => Promise<void>,
    private readonly site: string,
  ) {}

  /** The terms offered to this user; undefined also for another user's. */
  async findByBookingId(bookingId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return this.readOwn(await this.razorpay.findOrderByReceipt(bookingId), userId);
  }

  async findByOrderId(orderId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return this.readOwn(await this.razorpay.fetchOrder(orderId), userId);
  }

  /** The caller must check whose order it is. */
  async findOrderIdOf(paymentId: string, userId: string): Promise<string | undefined> {
    await this.countLookup(userId);
    return (await this.razorpay.fetchPayment(paymentId))?.orderId ?? undefined;
  }

  private readOwn(order: RazorpayOrder | undefined, userId: string): OrderTerms | undefined {
    const terms = order && readOrderTerms(order, this.site);
    return terms?.userId === userId ? terms : undefined;
  }
}

export interface FailedReturn {
  readonly order?: string | undefined;
  readonly payment?: string | undefined;
}

export interface Returning {
  readonly userId: string;
  readonly drafts: PendingBookings;
}

/** Finds the booking of a user who comes back from a failed payment, by the ids in Razorpay's unsigned message. */
export class FindCheckout {
  constructor(
    private readonly decisions: Pick<PaymentDecisionRepository, 'find' | 'findOfOrder'>,
    private readonly lookup: OrderLookup,
  ) {}

  /**
   * The bookingId; undefined if the message has no ids. Asks Razorpay at most once, if neither the session nor our
   * records know the ids.
   * @throws DomainError ORDER_UNKNOWN, also for another user's; RATE_LIMITED
   */
  async find({ order, payment }: FailedReturn, returning: Returning): Promise<string | undefined> {
    let bookingId: string | undefined;
    if (order !== undefined) bookingId = await this.byOrder(order, returning);
    else if (payment !== undefined) bookingId = await this.byPayment(payment, returning);
    else return undefined;
    if (bookingId === undefined) throw new DomainError('ORDER_UNKNOWN');
    return bookingId;
  }

  private async byOrder(orderId: string, returning: Returning): Promise<string | undefined> {
    const known = await this.knownOrder(orderId, returning);
    if (known !== undefined) return known;
    return (await this.lookup.findByOrderId(orderId, returning.userId))?.bookingId;
  }

  private async byPayment(paymentId: string, returning: Returning): Promise<string | undefined> {
    const decided = await this.decisions.find(paymentId);
    if (decided) return decided.userId === returning.userId ? decided.bookingId : undefined;
    const orderId = await this.lookup.findOrderIdOf(paymentId, returning.userId);
    return orderId === undefined ? undefined : this.knownOrder(orderId, returning);
  }

  private async knownOrder(orderId: string, { userId, drafts }: Returning): Promise<string | undefined> {
    const draft = drafts.list().find((each) => each.orderId === orderId && each.userId === userId);
    return draft?.bookingId ?? (await this.decisions.findOfOrder(orderId, userId))?.bookingId;
  }
}

export interface UnconfirmedPayment {
  readonly draft: PendingBooking;
  readonly slot: TimeSlot;
}

/** The latest drafts that are checked, so that the page does not cost a call per abandoned attempt. */
const MAX_DRAFTS = 5;

/** Milliseconds that the dashboard waits for Razorpay. The page is useful without the answer. */
const BUDGET_MS = 2_000;

/** Finds payments that Razorpay knows and that are not decided yet. */
export class UnconfirmedPayments {
  constructor(
    private readonly decisions: PaymentDecisionRepository,
    private readonly razorpay: RazorpayGateway,
    private readonly slots: TimeSlotRepository,
  ) {}

  /** The unconfirmed payments of a session's drafts. Drafts that Razorpay cannot be asked about now are left out. */
  async among(drafts: readonly PendingBooking[]): Promise<readonly UnconfirmedPayment[]> {
    const latest = drafts.slice(-MAX_DRAFTS);
    const checked = await withDeadline(BUDGET_MS, () =>
      Promise.all(latest.map((draft) => this.check(draft))),
    );
    return checked.filter((payment) => payment !== undefined);
  }

  private async check(draft: PendingBooking): Promise<UnconfirmedPayment | undefined> {
    if (draft.orderId === undefined) return undefined;
    const decided = await this.decisions.listOfBooking(draft.bookingId);
    if (decided.length > 0 || !(await this.isUnderWay(draft.orderId))) return undefined;
    const slot = await this.slots.findById(draft.timeSlotId);
    return slot && { draft, slot };
  }

  private async isUnderWay(orderId: string): Promise<boolean> {
    try {
      return orderProgress(await this.razorpay.fetchOrderPayments(orderId)) === 'pending';
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  }
}
