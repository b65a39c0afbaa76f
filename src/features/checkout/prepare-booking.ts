import { progressOf, type RazorpayGateway } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { newBookingId } from '../../shared/ids.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  findMentor,
  isOnSale,
  type MentorDirectory,
  requireSlot,
  type SeatRefusal,
  seatsLeft,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import { offerTerms } from './order-terms.ts';
import type { Orders } from './orders.ts';
import {
  amountOf,
  hasOrder,
  isSameOffer,
  type OrderedBooking,
  type PendingBooking,
  type PendingBookings,
  termsOf,
  toDraft,
} from './pending-booking.ts';
import type { SettlePayment } from './settle-payment.ts';

export interface PrepareRequest {
  readonly userId: string;
  readonly slotId: string;
  readonly note: string;
  readonly drafts: PendingBookings;
}

export type Preparation =
  | { readonly kind: 'ready'; readonly draft: OrderedBooking }
  | { readonly kind: 'refused'; readonly refusal: SeatRefusal; readonly slot: TimeSlot }
  /** An earlier attempt is paid or being paid: the user must not pay again. */
  | { readonly kind: 'already-paid'; readonly bookingId: string; readonly isBooked: boolean };

/**
 * The first step of the checkout: a draft in the session and an order at Razorpay. Writes nothing to MongoDB, unless an
 * earlier order turns out to be paid.
 */
export class PrepareBooking {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrderPayments'>,
    private readonly orders: Pick<Orders, 'create'>,
    private readonly settlePayment: SettlePayment,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * @throws DomainError SLOT_NOT_FOUND, FORBIDDEN (the user's own slot).
   * @throws GatewayError when Razorpay makes no order: nothing was charged.
   */
  async prepare(request: PrepareRequest): Promise<Preparation> {
    const slot = await requireSlot(this.slots, request.slotId);
    if (slot.mentorId === request.userId) {
      throw new DomainError('FORBIDDEN', {
        message: 'This is your own session: you cannot book a seat in it.',
      });
    }
    const refusal = await this.findRefusal(slot, request.userId);
    if (refusal) return { kind: 'refused', refusal, slot };
    const earlier = request.drafts.list().find((draft) => isSameOffer(draft, { slot, ...request }));
    const reused = earlier && (await this.reuse(earlier, request.drafts));
    return reused ?? { kind: 'ready', draft: await this.orderNew(slot, request) };
  }

  /** The first reason why this user cannot book the slot; undefined if there is a seat. */
  async findRefusal(slot: TimeSlot, userId: string): Promise<SeatRefusal | undefined> {
    if (!isOnSale(slot, this.clock.now())) return 'SLOT_CLOSED';
    if ((await findMentor(this.mentors, slot.mentorId)).isDisabled) return 'SLOT_CLOSED';
    if (await this.slots.findBookingId({ slotId: slot.id, userId })) return 'ALREADY_BOOKED';
    return seatsLeft(slot) === 0 ? 'SLOT_FULL' : undefined;
  }

  /**
   * Makes the order of a draft. After a lost reply, a repeated call gets the same order, because the receipt is the
   * same.
   */
  async ensureOrder(draft: PendingBooking, drafts: PendingBookings): Promise<OrderedBooking> {
    if (hasOrder(draft)) return draft;
    const price = { amount: amountOf(draft), currency: draft.currency };
    const order = await this.orders.create(termsOf(draft), price);
    return drafts.save({ ...draft, orderId: order.id, orderedAt: order.createdAt.toISOString() });
  }

  /** Undefined if the order of the draft has had its payment: a new order is needed. */
  private async reuse(draft: PendingBooking, drafts: PendingBookings): Promise<Preparation | undefined> {
    const ordered = await this.ensureOrder(draft, drafts);
    const { bookingId, orderId } = ordered;
    const payments = await this.razorpay.fetchOrderPayments(orderId);
    const paid = payments.find((payment) => ['taken', 'unclear'].includes(progressOf(payment)));
    if (!paid) return { kind: 'ready', draft: ordered };
    const settlement = await this.settlePayment.settle({ orderId, paymentId: paid.id });
    switch (settlement.kind) {
      case 'booked':
        if (settlement.booking.status === 'CANCELLED') return undefined;
        return { kind: 'already-paid', bookingId, isBooked: true };
      case 'pending':
        return { kind: 'already-paid', bookingId, isBooked: false };
      case 'failed':
        return { kind: 'ready', draft: ordered };
      case 'refunded':
      case 'unknown':
        return undefined;
    }
  }

  private async orderNew(slot: TimeSlot, { userId, note, drafts }: PrepareRequest): Promise<OrderedBooking> {
    const bookingId = newBookingId(this.clock);
    // Stored before Razorpay is asked: if the reply is lost, the retry finds the order by its receipt.
    const terms = offerTerms(slot, { bookingId, userId, note });
    const draft = await drafts.save(toDraft({ ...terms, amount: slot.price }, slot));
    const ordered = await this.ensureOrder(draft, drafts);
    this.logger.info(
      { bookingId, orderId: ordered.orderId, slotId: slot.id, writtenToMongo: false },
      'booking.prepared',
    );
    return ordered;
  }
}
