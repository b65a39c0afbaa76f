import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { countOf } from '../../shared/text.ts';
import { inParallel } from '../../shared/waiting.ts';
import {
  type FinishCancellation,
  type SessionBooking,
  type SessionBookingRepository,
} from '../bookings/index.ts';
import type { SettlePayment } from '../checkout/index.ts';
import type { RefundService, RefundStatus } from '../refunds/index.ts';
import type { HeldSeat, Seats, SlotEditingRepository, TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorAvailability } from './mentor-availability.ts';

/**
 * Cancels a session for its mentor. The first write closes the slot: no payment can claim a seat any more, and current
 * payers get their money back. Then every sold seat becomes a booking if it is none yet, and every booking is cancelled
 * with a full refund. Every step is repeatable.
 */
export class SlotCancellation {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly seats: Seats,
    private readonly bookings: SessionBookingRepository,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly finishCancellation: FinishCancellation,
    private readonly refunds: RefundService,
    private readonly availability: MentorAvailability,
    private readonly logger: Logger,
  ) {}

  /** Cancelling a cancelled slot retries what is missing. @throws DomainError SLOT_CLOSED once it has started */
  async cancel(slot: TimeSlot, reason: string): Promise<SeatRefunds> {
    const closed = await this.editing.close(slot.id, reason);
    const present = closed ?? (await this.slots.findById(slot.id));
    if (!present?.cancellation) {
      throw new DomainError('SLOT_CLOSED', {
        message: 'This session has started, so it can no longer be cancelled.',
      });
    }
    if (closed) {
      this.logger.info({ slotId: slot.id, mentorId: slot.mentorId }, 'slot.cancelled');
      await this.availability.keepOnlyTimeOf(closed);
    }
    return this.refundSeats(slot.id, present.cancellation.at);
  }

  /** Retries the refund of one booking of a cancelled slot. @throws DomainError BOOKING_NOT_FOUND */
  async retry(slot: TimeSlot, bookingId: string): Promise<void> {
    if (slot.cancellation) await this.refundSeats(slot.id, slot.cancellation.at);
    const booking = await this.bookings.find(bookingId);
    if (booking?.timeSlotId !== slot.id || booking.cancellation?.by !== 'mentor') {
      throw new DomainError('BOOKING_NOT_FOUND', { message: 'There is no such booking in this session.' });
    }
    const refund = await this.finishCancellation.finish(booking);
    if (refund?.status === 'FAILED') await this.refunds.retryFailed(booking.paymentId);
  }

  /** Refunds the seats that are still held. Repeatable. */
  async refundSeats(slotId: string, cancelledAt: Date): Promise<SeatRefunds> {
    const seats = await this.editing.listHeldSeats(slotId);
    const statuses: (RefundStatus | undefined)[] = [];
    const finished = await inParallel({
      items: seats,
      work: async (seat) => {
        statuses.push(await this.refundSeat(slotId, seat));
      },
      onError: ({ bookingId, paymentId }, error) =>
        this.logger.warn({ slotId, bookingId, paymentId, error }, 'seat-refund.postponed'),
    });
    const waiting = seats.length - finished;
    if (waiting === 0) await this.editing.finish(slotId, 'cancellation', cancelledAt);
    const count = (status: RefundStatus) => statuses.filter((each) => each === status).length;
    const [due, refused] = [count('DUE'), count('FAILED')];
    return { refunded: finished - due - refused, due, refused, waiting };
  }

  /** The state of the refund; undefined if none is owed. @throws Error if it cannot be refunded now */
  private async refundSeat(slotId: string, seat: HeldSeat): Promise<RefundStatus | undefined> {
    const booking = (await this.bookings.find(seat.bookingId)) ?? (await this.completeBooking(seat));
    if (!booking) {
      // The payment was decided as a refund, so its seat is only released.
      await this.seats.releaseSeat({ slotId, paymentId: seat.paymentId });
      return undefined;
    }
    const isElsewhere = booking.timeSlotId !== slotId || booking.moving !== undefined;
    if (isElsewhere) throw new Error('The booking is being rescheduled; the sweep must finish that first');
    const cancelled = booking.cancellation ? booking : await this.cancelBooking(booking);
    if (!cancelled) throw new Error('The booking has changed meanwhile');
    return (await this.finishCancellation.finish(cancelled))?.status;
  }

  private cancelBooking({ id: bookingId, amount }: SessionBooking): Promise<SessionBooking | undefined> {
    return this.bookings.cancel({
      bookingId,
      by: 'mentor',
      paid: amount,
      refundAmount: amount,
      evenIfStarted: true,
    });
  }

  /** Completes the booking of a seat that is paid for. @throws Error if that is not possible now */
  private async completeBooking({ orderId, paymentId }: HeldSeat): Promise<SessionBooking | undefined> {
    const settlement = await this.settlePayment.settle({ orderId, paymentId });
    if (settlement.kind === 'booked') return settlement.booking;
    if (settlement.kind === 'refunded') return undefined;
    throw new Error(`A sold seat's payment is ${settlement.kind}`);
  }
}

/** The refunds of a cancelled session after an attempt. */
export interface SeatRefunds {
  /** Accepted by Razorpay. */
  readonly refunded: number;
  /** Owed; requested, but not accepted by Razorpay yet. */
  readonly due: number;
  /** Razorpay failed, or will never make it. */
  readonly refused: number;
  /** Not possible now. The sweep or the mentor tries again. */
  readonly waiting: number;
}

/** In words, for the mentor or admin who has cancelled the session. */
export function describeSeatRefunds({ refunded, due, refused, waiting }: SeatRefunds): string {
  if (refunded + due + refused + waiting === 0) return 'The session is cancelled. No seat was sold.';
  const seats = (count: number) => countOf(count, 'seat is', 'seats are');
  const parts = [
    ...(refunded > 0 ? [`${countOf(refunded, 'full refund is', 'full refunds are')} on the way.`] : []),
    ...(due > 0 ? [`${seats(due)} still to be refunded: we ask Razorpay until it is done.`] : []),
    ...(waiting > 0 ? [`${waiting} more follow as soon as possible, by themselves.`] : []),
    ...(refused > 0
      ? [`Razorpay refused ${refused === 1 ? 'one refund' : `${refused} refunds`}; see each attendee.`]
      : []),
  ];
  return ['The session is cancelled.', ...parts].join(' ');
}
