import type { RazorpayGateway, RazorpayOrder } from '../../gateways/razorpay/index.ts';
import { type OrderTerms, readOrderTerms } from './order-terms.ts';

/**
 * Asks Razorpay for the order of somebody whose session knows nothing of it. Ids can be made up, and each costs a call,
 * so a user may ask only so often.
 */
export class OrderLookup {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrder' | 'findOrderByReceipt' | 'fetchPayment'>,
    /** @throws DomainError RATE_LIMITED */
    private readonly countLookup: (userId: string) => Promise<void>,
    private readonly site: string,
  ) {}

  /** The terms that were offered to this user; undefined also for those of somebody else. */
  async findByBookingId(bookingId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return this.readOwn(await this.razorpay.findOrderByReceipt(bookingId), userId);
  }

  async findByOrderId(orderId: string, userId: string): Promise<OrderTerms | undefined> {
    await this.countLookup(userId);
    return this.readOwn(await this.razorpay.fetchOrder(orderId), userId);
  }

  /** Whose order it is remains to be seen. */
  async findOrderIdOf(paymentId: string, userId: string): Promise<string | undefined> {
    await this.countLookup(userId);
    return (await this.razorpay.fetchPayment(paymentId))?.orderId ?? undefined;
  }

  private readOwn(order: RazorpayOrder | undefined, userId: string): OrderTerms | undefined {
    const terms = order && readOrderTerms(order, this.site);
    return terms?.userId === userId ? terms : undefined;
  }
}
