import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Paise } from '../../shared/money.ts';
import {
  findMentor,
  type MentorDirectory,
  type SlotAlternativesRepository,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { CancelBooking } from './cancel-booking.ts';
import type { MoveBooking } from './move-booking.ts';
import {
  type BookingRequest,
  requireOwnBooking,
  type SessionBookingRepository,
} from './session-booking.repository.ts';
import { type SessionBooking, statusAt } from './session-booking.ts';

export interface MoveRequest {
  readonly booking: SessionBooking;
  readonly target: TimeSlot;
  /** What a cancellation gave back, as the person saw it: a move keeps no more than that. */
  readonly agreed: Paise | undefined;
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly booking: SessionBooking }
  /** A cancellation gives less by now, which the move would keep: nothing was done. */
  | { readonly kind: 'less-than-agreed' };

/** More than fit on a page of radio buttons is no choice. */
const MAX_CHOICES = 50;

/** A user moves a booking to another session of the same mentor at the same price. */
export class RescheduleBooking {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly slots: TimeSlotRepository,
    private readonly alternatives: SlotAlternativesRepository,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
    private readonly moveBooking: MoveBooking,
    private readonly cancelBooking: Pick<CancelBooking, 'quote'>,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError BOOKING_NOT_FOUND, SLOT_CLOSED once it has started, CONFLICT while it is cancelled or moved. */
  async findMovable(request: BookingRequest): Promise<SessionBooking> {
    const booking = await requireOwnBooking(this.bookings, request);
    if (booking.status === 'CANCELLED') {
      throw new DomainError('CONFLICT', { message: 'This booking is cancelled, so it cannot be moved.' });
    }
    if (statusAt(booking, this.clock.now()) !== 'SCHEDULED') {
      throw new DomainError('SLOT_CLOSED', {
        message: 'This session has started, so the booking can no longer be moved.',
      });
    }
    if (booking.moving) {
      throw new DomainError('CONFLICT', {
        message: 'This booking is being moved already. Try again in a minute.',
      });
    }
    return booking;
  }

  /** Sessions to which the booking could move, the next first. */
  async listChoices({ mentorId, userId, timeSlotId, amount }: SessionBooking): Promise<readonly TimeSlot[]> {
    if (await this.isDisabled(mentorId)) return [];
    return this.alternatives.list({
      mentorId,
      userId,
      exceptSlotId: timeSlotId,
      price: amount,
      now: this.clock.now(),
      limit: MAX_CHOICES,
    });
  }

  /** The slot, if a move to it is allowed at all; whether it has a seat is only known by claiming it. */
  async findTarget(booking: SessionBooking, slotId: string): Promise<TimeSlot | undefined> {
    const slot = await this.slots.findById(slotId);
    const isSameOffer = slot?.mentorId === booking.mentorId && slot.price === booking.amount;
    const isOffered = isSameOffer && slot.id !== booking.timeSlotId;
    return isOffered && !(await this.isDisabled(slot.mentorId)) ? slot : undefined;
  }

  private async isDisabled(mentorId: string): Promise<boolean> {
    return (await findMentor(this.mentors, mentorId)).isDisabled;
  }

  /** @throws DomainError as MoveBooking.move and CancelBooking.quote. */
  async move({ booking, target, agreed }: MoveRequest): Promise<MoveOutcome> {
    const { id: bookingId, userId } = booking;
    const { refundAmount } = await this.cancelBooking.quote({ bookingId, userId });
    if (agreed !== undefined && refundAmount < agreed) return { kind: 'less-than-agreed' };
    return { kind: 'moved', booking: await this.moveBooking.move(booking, target) };
  }
}
