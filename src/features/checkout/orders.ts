import { isRefusal, type RazorpayGateway, type RazorpayOrder } from '../../gateways/razorpay/index.ts';
import { isBookingId } from '../../shared/ids.ts';
import type { Paise } from '../../shared/money.ts';
import { type OfferedTerms, type OrderTerms, readOrderTerms, toOrderNotes } from './order-terms.ts';

/**
 * An order, and whether this application made it. `unreadable`: it did, but the terms cannot be read. `too-old`:
 * Razorpay no longer shows the order. If such an order was paid, a person must look at it.
 */
export type FoundOrder =
  | { readonly kind: 'ours'; readonly order: RazorpayOrder; readonly terms: OrderTerms }
  | { readonly kind: 'unreadable'; readonly order: RazorpayOrder }
  /** Of another application on the same account, or unknown to Razorpay. */
  | { readonly kind: 'foreign'; readonly order: RazorpayOrder | undefined }
  | { readonly kind: 'too-old' };

/** The orders at Razorpay. The only place that decides which of them are ours, and what was agreed in them. */
export class Orders {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'createOrder' | 'fetchOrder' | 'findOrderByReceipt'>,
    /** Host of BASE_URL: which orders are ours. */
    private readonly site: string,
  ) {}

  /** Makes an order, or finds the one that a lost reply left behind: the bookingId is its unique receipt. */
  create(terms: OfferedTerms, price: { amount: Paise; currency: 'INR' }): Promise<RazorpayOrder> {
    const notes = toOrderNotes(terms, this.site);
    return this.razorpay.createOrder({ ...price, receipt: terms.bookingId, notes });
  }

  async find(orderId: string): Promise<FoundOrder> {
    try {
      return this.read(await this.razorpay.fetchOrder(orderId));
    } catch (error) {
      if (isRefusal(error, 'order-too-old')) return { kind: 'too-old' };
      throw error;
    }
  }

  /** Undefined if the order is not ours or its terms cannot be read. */
  async findTerms(orderId: string): Promise<OrderTerms | undefined> {
    return termsIn(await this.find(orderId));
  }

  async findTermsOfBooking(bookingId: string): Promise<OrderTerms | undefined> {
    return termsIn(this.read(await this.razorpay.findOrderByReceipt(bookingId)));
  }

  read(order: RazorpayOrder | undefined): FoundOrder {
    const terms = order && readOrderTerms(order, this.site);
    if (terms) return { kind: 'ours', order, terms };
    return order && this.claimsToBeOurs(order) ? { kind: 'unreadable', order } : { kind: 'foreign', order };
  }

  /** It has our site, or no site and a receipt in our format. */
  private claimsToBeOurs({ notes, receipt }: RazorpayOrder): boolean {
    return notes.site === undefined ? isBookingId(receipt ?? '') : notes.site === this.site;
  }
}

function termsIn(found: FoundOrder): OrderTerms | undefined {
  return found.kind === 'ours' ? found.terms : undefined;
}
