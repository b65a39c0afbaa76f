import { DomainError } from '../../shared/errors.ts';
import type { OrderLookup } from './order-lookup.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { PendingBookings } from './pending-booking.ts';

export interface FailedReturn {
  readonly order?: string | undefined;
  readonly payment?: string | undefined;
}

export interface Returning {
  readonly userId: string;
  readonly drafts: PendingBookings;
}

/** Finds the booking of somebody who comes back from a failed payment, by what Razorpay's unsigned message named. */
export class FindCheckout {
  constructor(
    private readonly decisions: Pick<PaymentDecisionRepository, 'find' | 'findOfOrder'>,
    private readonly lookup: OrderLookup,
  ) {}

  /**
   * The bookingId; undefined when the message named nothing. Asks Razorpay once at most, where neither the session nor
   * our records know.
   * @throws DomainError ORDER_UNKNOWN, also for what is somebody else's; RATE_LIMITED
   */
  async find({ order, payment }: FailedReturn, returning: Returning): Promise<string | undefined> {
    if (order === undefined && payment === undefined) return undefined;
    const bookingId =
      order !== undefined
        ? await this.byOrder(order, returning)
        : await this.byPayment(payment ?? '', returning);
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
