import { DomainError } from '../../shared/errors.ts';
import type { Refund, RefundRepository } from '../refunds/index.ts';
import {
  formerMentor,
  type MentorDirectory,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { FirstHourRepository, SessionBookingRepository } from './session-booking.repository.ts';
import { type BookingDetails, hasUsedFirstHour, type SessionBooking } from './session-booking.ts';

export interface RefundOfSession {
  readonly refund: Refund;
  readonly slot: TimeSlot | undefined;
  /** Whether its payment became a booking. */
  readonly isBooked: boolean;
}

export interface UserOverview {
  /** The next one first. */
  readonly bookings: readonly BookingDetails[];
  /** The latest one first. Includes payments that never became a booking. */
  readonly refunds: readonly RefundOfSession[];
}

/** Records to join to bookings. */
interface Joined {
  readonly refunds: readonly Refund[];
  readonly slots: ReadonlyMap<string, TimeSlot>;
  /** Slots in which the user has used the first hour. */
  readonly slotsWithoutFirstHour: ReadonlySet<string>;
}

/** Reads a user's bookings together with their sessions, mentors and refunds. */
export class BookingOverview {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly slots: TimeSlotRepository,
    private readonly refunds: RefundRepository,
    private readonly mentors: MentorDirectory,
    private readonly firstHour: Pick<FirstHourRepository, 'isLeft'>,
  ) {}

  async ofUser(userId: string): Promise<UserOverview> {
    const [bookings, refunds] = await Promise.all([
      this.bookings.listOfUser(userId),
      this.refunds.listOfUser(userId),
    ]);
    const slots = await this.slots.findMany([...bookings, ...refunds].map((row) => row.timeSlotId));
    const slotsWithoutFirstHour = new Set(
      bookings.filter(hasUsedFirstHour).map(({ timeSlotId }) => timeSlotId),
    );
    const booked = new Set(bookings.map(({ paymentId }) => paymentId));
    return {
      bookings: await this.join(bookings, { refunds, slots, slotsWithoutFirstHour }),
      refunds: refunds.map((refund) => ({
        refund,
        slot: slots.get(refund.timeSlotId),
        isBooked: booked.has(refund.paymentId),
      })),
    };
  }

  /** @throws DomainError BOOKING_NOT_FOUND, also for a malformed id and for another user's booking */
  ofBooking(bookingId: string, userId: string): Promise<BookingDetails> {
    return this.find(bookingId, (booking) => booking.userId === userId);
  }

  /** A booking of one of the mentor's sessions. @throws DomainError as ofBooking */
  ofSeat(bookingId: string, mentorId: string): Promise<BookingDetails> {
    return this.find(bookingId, (booking) => booking.mentorId === mentorId);
  }

  private async find(
    bookingId: string,
    isTheirs: (booking: SessionBooking) => boolean,
  ): Promise<BookingDetails> {
    const booking = await this.bookings.find(bookingId);
    if (!booking || !isTheirs(booking)) throw new DomainError('BOOKING_NOT_FOUND');
    const { timeSlotId } = booking;
    const [slots, refund, hasFirstHour] = await Promise.all([
      this.slots.findMany([timeSlotId]),
      this.refunds.find(booking.paymentId),
      this.firstHour.isLeft(booking),
    ]);
    const refunds = refund ? [refund] : [];
    const slotsWithoutFirstHour = new Set(hasFirstHour ? [] : [timeSlotId]);
    const [details] = await this.join([booking], { refunds, slots, slotsWithoutFirstHour });
    if (!details) throw new DomainError('BOOKING_NOT_FOUND');
    return details;
  }

  private async join(
    bookings: readonly SessionBooking[],
    { refunds, slots, slotsWithoutFirstHour }: Joined,
  ): Promise<readonly BookingDetails[]> {
    const mentorIds = [...new Set(bookings.map(({ mentorId }) => mentorId))];
    const mentors = new Map((await this.mentors.findMentors(mentorIds)).map((each) => [each.id, each]));
    const refundOf = new Map(refunds.map((refund) => [refund.paymentId, refund]));
    return bookings.flatMap((booking) => {
      const slot = slots.get(booking.timeSlotId);
      if (!slot) return [];
      const mentor = mentors.get(booking.mentorId) ?? formerMentor(booking.mentorId);
      const hasFirstHour = !slotsWithoutFirstHour.has(slot.id);
      return [{ booking, slot, mentor, refund: refundOf.get(booking.paymentId), hasFirstHour }];
    });
  }
}
