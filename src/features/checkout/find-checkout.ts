import type { RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import type { OrderTerms } from './order-terms.ts';
import type { Orders } from './orders.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { PendingBookings } from './pending-booking.ts';

/**
 * Finds the order of a user whose session does not know it. Ids can be made up and each costs a call to Razorpay, so
 * this is rate-limited per user.
 */
export class OrderLookup {
  constructor(
    private readonly orders: Pick<Orders, 'findTerms' | 'findTermsOfBooking'>,
    private readonly razorpay: Pick<RazorpayGateway, 'fetchPayment'>,
    /** @throws DomainError RATE_LIMITED */
    private readonly countLookup: (userId: string) => Promise<void>,
  ) {}

  /** The terms offered to this user; undefined also for another user's. */
  async findByBookingId(bookingId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return ownTerms(await this.orders.findTermsOfBooking(bookingId), userId);
  }

  async findByOrderId(orderId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return ownTerms(await this.orders.findTerms(orderId), userId);
  }

  /** The caller must check whose order it is. */
  async findOrderIdOf(paymentId: string, userId: string): Promise<string | undefined> {
    await this.countLookup(userId);
    return (await this.razorpay.fetchPayment(paymentId))?.orderId ?? undefined;
  }
}

function ownTerms(terms: OrderTerms | undefined, userId: string): OrderTerms | undefined {
  return terms?.userId === userId ? terms : undefined;
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
