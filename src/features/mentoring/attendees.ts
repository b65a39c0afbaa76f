import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { formatInr, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { toShownTime } from '../../web/session-time.ts';
import type { User, UserRepository } from '../accounts/index.ts';
import { hasRefusedMove, isMoveOfferOpen, type SessionBooking, statusAt } from '../bookings/index.ts';
import { type Refund, type RefundRepository, toRefundProgress } from '../refunds/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

/** A booking of a session, with its attendee and refund. */
export interface Attendee {
  readonly booking: SessionBooking;
  /** Undefined if the account was deleted. */
  readonly person: User | undefined;
  readonly refund: Refund | undefined;
}

export interface AttendeeViewing {
  readonly slot: Pick<TimeSlot, 'status'>;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

export function toAttendeeRow(attendee: Attendee, viewing: AttendeeViewing) {
  const { booking, person } = attendee;
  const { timeZone, now } = viewing;
  const mayRecord = booking.status !== 'CANCELLED' && booking.scheduledAt <= now;
  return {
    bookingId: booking.id,
    name: nameOf(attendee),
    email: person?.email ?? '',
    notes: booking.notes,
    bookedAt: toShownTime(booking.bookedAt, timeZone, now),
    amount: formatInr(booking.amount),
    badge: toBadge(booking, viewing),
    /** Null before the session starts. */
    attended: mayRecord ? booking.attendance === 'PRESENT' : null,
    /** Of a cancelled booking; null if nothing goes back. */
    refund: toAttendeeRefund(attendee, timeZone),
  };
}

export function nameOf({ person }: Attendee): string {
  return person?.name ?? 'Former member';
}

function toBadge(booking: SessionBooking, { slot, now }: AttendeeViewing): BadgeModel {
  if (booking.cancellation) {
    return cancelled[hasRefusedMove(booking, slot) ? 'refusedMove' : booking.cancellation.by];
  }
  if (booking.attendance) return attendances[booking.attendance];
  if (isMoveOfferOpen(booking, now)) return { text: 'Asked about the new time', tone: 'warning' };
  const isOver = statusAt(booking, now) === 'COMPLETED';
  return isOver ? { text: 'Attendance not noted', tone: 'neutral' } : { text: 'Booked', tone: 'good' };
}

const attendances = {
  PRESENT: { text: 'Present', tone: 'good' },
  NO_SHOW: { text: 'No-show', tone: 'bad' },
} as const;

const cancelled = {
  user: { text: 'Cancelled by the attendee', tone: 'neutral' },
  mentor: { text: 'Cancelled by you', tone: 'neutral' },
  refusedMove: { text: 'Took the money back', tone: 'neutral' },
  external: { text: 'Refunded at Razorpay', tone: 'neutral' },
} as const;

function toAttendeeRefund({ booking, refund }: Attendee, timeZone: string) {
  if (!refund) return null;
  const { amount, badge } = toRefundProgress(refund, { timeZone, isBooked: true });
  const isOurs = booking.cancellation?.by === 'mentor';
  // The mentor may request again what is owed or has failed.
  return { amount, badge, canRetry: isOurs && (refund.status === 'FAILED' || refund.status === 'DUE') };
}

export class Attendees {
  constructor(
    private readonly mentorBookings: MentorBookingRepository,
    private readonly users: Pick<UserRepository, 'findByIds'>,
    private readonly refundRepository: RefundRepository,
  ) {}

  /** In the order of booking, including cancelled ones. */
  async list(slotId: string): Promise<readonly Attendee[]> {
    const bookings = await this.mentorBookings.listOfSlot(slotId);
    const [users, refunds] = await Promise.all([
      this.users.findByIds(bookings.map(({ userId }) => userId)),
      this.refundRepository.findMany(bookings.map(({ paymentId }) => paymentId)),
    ]);
    const people = new Map(users.map((user) => [user.id, user]));
    return bookings.map((booking) => ({
      booking,
      person: people.get(booking.userId),
      refund: refunds.get(booking.paymentId),
    }));
  }
}

export function toAttendeesCsv(attendees: readonly Attendee[], now: Date): string {
  const rows = attendees.map((attendee) => {
    const { booking, person } = attendee;
    return {
      name: nameOf(attendee),
      email: person?.email ?? '',
      notes: booking.notes,
      booked_at: booking.bookedAt.toISOString(),
      amount_inr: toRupeesText(booking.amount),
      status: statusAt(booking, now),
      attendance: booking.attendance ?? '',
      booking_id: booking.id,
    };
  });
  return toCsv(rows, { columns });
}

const columns = ['name', 'email', 'notes', 'booked_at', 'amount_inr', 'status', 'attendance', 'booking_id'];

/** Writes the mentor's message to the attendees of these bookings. */
export interface MessageWriter {
  attendeesWritten(
    bookings: readonly SessionBooking[],
    message: { readonly text: string; readonly moment: string },
  ): Promise<void>;
}

/** Sends a mentor's message to everybody with a seat in a session. */
export class AttendeeMessages {
  constructor(
    private readonly mentorBookings: Pick<MentorBookingRepository, 'listOfSlot'>,
    private readonly notifications: MessageWriter,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Each attendee gets a separate mail, so that nobody sees the address of another.
   * @returns the number of recipients
   */
  async send(slot: TimeSlot, text: string): Promise<number> {
    const bookings = await this.mentorBookings.listOfSlot(slot.id);
    const held = bookings.filter(({ status }) => status !== 'CANCELLED');
    await this.notifications.attendeesWritten(held, { text, moment: this.clock.now().toISOString() });
    this.logger.info({ slotId: slot.id, count: held.length }, 'attendees.message-sent');
    return held.length;
  }
}
