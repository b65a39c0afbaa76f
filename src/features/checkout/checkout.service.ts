import {
  isTaken,
  orderProgress,
  type RazorpayGateway,
  type RazorpayPayment,
} from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import { isBookingId } from '../../shared/ids.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { type CompletePayment, type FinalSettlement, isFinal } from './complete-payment.ts';
import type { OrderLookup } from './find-checkout.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import { draftFromTerms, type OrderedBooking, type PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';
import type { SettlePayment } from './settle-payment.ts';

export interface CheckoutRequest {
  readonly userId: string;
  readonly bookingId: string;
  readonly drafts: PendingBookings;
}

/** The state of a checkout. Each page of the checkout has one answer for each state. */
export type CheckoutState =
  | FinalSettlement
  | {
      readonly kind: 'pending' | 'failed' | 'unpaid';
      readonly draft: OrderedBooking;
      readonly slot: TimeSlot;
      /** The latest one. */
      readonly payment: RazorpayPayment | undefined;
    };

type UnpaidState = Extract<CheckoutState, { readonly draft: OrderedBooking }> & {
  readonly kind: 'failed' | 'unpaid';
};

/** Whether the checkout can still be paid or left. From any other state, its pages lead to the result. */
export function isUnpaid(state: CheckoutState): state is UnpaidState {
  return state.kind === 'unpaid' || state.kind === 'failed';
}

export class CheckoutService {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrderPayments'>,
    private readonly slots: TimeSlotRepository,
    private readonly decisions: PaymentDecisionRepository,
    private readonly prepareBooking: PrepareBooking,
    private readonly settlePayment: SettlePayment,
    private readonly completePayment: CompletePayment,
    private readonly lookup: OrderLookup,
  ) {}

  /**
   * Determines the state of a checkout. If it is not decided yet, this asks Razorpay and settles what was paid.
   * @throws DomainError BOOKING_NOT_FOUND, also for another user's checkout
   */
  async resolve(request: CheckoutRequest): Promise<CheckoutState> {
    if (!isBookingId(request.bookingId)) throw new DomainError('BOOKING_NOT_FOUND');
    const decided = await this.completeDecided(request);
    if (decided) {
      request.drafts.remove(request.bookingId);
      return decided;
    }
    const { draft, slot } = await this.ensureDraft(request);
    const payments = await this.razorpay.fetchOrderPayments(draft.orderId);
    const taken = payments.find(isTaken);
    const settlement = taken && (await this.settle(draft, taken));
    if (settlement) request.drafts.remove(draft.bookingId);
    return settlement ?? { kind: orderProgress(payments), draft, slot, payment: taken ?? payments[0] };
  }

  /** Of several payments, the one with the seat counts. The others are refunds on the dashboard. */
  private async completeDecided({ userId, bookingId }: CheckoutRequest): Promise<CheckoutState | undefined> {
    const [decision] = await this.decisions.listOfBooking(bookingId);
    if (!decision) return undefined;
    if (decision.userId !== userId) throw new DomainError('BOOKING_NOT_FOUND');
    return this.completePayment.complete(decision);
  }

  private async ensureDraft({ userId, bookingId, drafts }: CheckoutRequest) {
    const kept = drafts.find(bookingId);
    const draft = kept?.userId === userId ? kept : undefined;
    if (!draft) return this.rebuildDraft({ userId, bookingId, drafts });
    const slot = await this.slots.findById(draft.timeSlotId);
    if (!slot) throw new DomainError('BOOKING_NOT_FOUND');
    return { draft: await this.prepareBooking.ensureOrder(draft, drafts), slot };
  }

  /** If the session is lost, the order at Razorpay still says what was sold, and to whom. */
  private async rebuildDraft({ userId, bookingId, drafts }: CheckoutRequest) {
    const terms = await this.lookup.findByBookingId(bookingId, userId);
    const slot = terms && (await this.slots.findById(terms.slotId));
    if (!terms || !slot) throw new DomainError('BOOKING_NOT_FOUND');
    return { draft: await drafts.save(draftFromTerms(terms, slot)), slot };
  }

  private async settle({ orderId }: OrderedBooking, payment: RazorpayPayment) {
    const settlement = await this.settlePayment.settle({ orderId, paymentId: payment.id });
    return isFinal(settlement) ? settlement : undefined;
  }
}
