import { addDays, toLocalTime, toMoment } from '../../shared/zoned-time.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { Refund } from '../refunds/index.ts';
import type { AccountMailKind, Mail, NewMail, PrivateDetails } from './mail.ts';
import type { OutboxRepository } from './outbox.repository.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ReminderTimes {
  /** When clocks of the reader show the same time on the day before; over a change of clocks 23 or 25 hours ahead. */
  readonly day: Date;
  /** Sixty minutes ahead, whatever clocks show. */
  readonly hour: Date;
}

/** @param timeZone IANA name of the reader's zone */
export function reminderTimes(scheduledAt: Date, timeZone: string): ReminderTimes {
  const dayBefore = toMoment(addDays(toLocalTime(scheduledAt, timeZone), -1), timeZone);
  return {
    // Clocks may have been put forward over that time on the day before.
    day: dayBefore ?? new Date(scheduledAt.getTime() - DAY_MS),
    hour: new Date(scheduledAt.getTime() - HOUR_MS),
  };
}

export interface SeatOffer {
  readonly slot: { readonly id: string };
  readonly userId: string;
  /** When the next in line is told as well. */
  readonly endsAt: Date;
}

export interface AccountMail {
  readonly kind: AccountMailKind;
  readonly userId: string;
  /** Tells two mails of one kind to one person apart: the time, or a hash of the token. */
  readonly moment: string;
  /** Path with a token; it is kept sealed until the mail is sent, and then not at all. */
  readonly link?: string;
  /** When the link ends. */
  readonly expiresAt?: Date;
  /** Another address than that of the account, such as the one it had before. */
  readonly to?: string;
}

/**
 * Writes the mails that are owed into the outbox, after the event was durably written. Every method is repeatable: each
 * mail is written once. Nothing is sent here.
 */
export class Notifications {
  constructor(
    private readonly outbox: OutboxRepository,
    private readonly users: { findById(id: string): Promise<{ readonly timeZone: string } | undefined> },
  ) {}

  /** @param payer where the caller has just read who that is */
  async bookingCreated(booking: SessionBooking, payer?: { readonly timeZone: string }): Promise<void> {
    const attendee = payer ?? (await this.users.findById(booking.userId));
    const reminders = toReminders(booking, attendee, booking.bookedAt);
    const sold = toMentorOf(booking, 'seat-sold');
    // The last one is what the sweep looks for: where it stands, the others do.
    await this.outbox.add([of(booking, 'receipt'), sold, ...reminders, of(booking, 'booked')]);
  }

  async refundOwed({ userId, paymentId }: Refund): Promise<void> {
    await this.write({ kind: 'refund-owed', userId, paymentId });
  }

  async refundProcessed({ userId, paymentId, amount, refundId = '' }: Refund): Promise<void> {
    await this.write({ kind: 'refund-processed', userId, paymentId, amount, refundId });
  }

  async refundFailed({ userId, paymentId, refundId = '' }: Refund): Promise<void> {
    await this.write({ kind: 'refund-failed', userId, paymentId, refundId });
  }

  async bookingCancelled(booking: SessionBooking): Promise<void> {
    const toMentor = isNewsToMentor(booking) ? [toMentorOf(booking, 'seat-cancelled')] : [];
    await this.outbox.add([of(booking, 'cancelled'), ...toMentor]);
  }

  /** `from` is the slot that it left. */
  async bookingMoved(booking: SessionBooking, from: string): Promise<void> {
    const { id: bookingId, userId, mentorId, moves } = booking;
    const reminders = await this.reminders(booking, booking.moving?.at ?? booking.bookedAt);
    await this.outbox.add([
      { mail: { kind: 'moved', bookingId, userId, moves, from } },
      { mail: { kind: 'seat-moved', bookingId, userId: mentorId, moves, from } },
      ...reminders,
    ]);
  }

  /** The mentor has moved the session: the person may keep the seat, or have the money back. */
  async sessionMoved(booking: SessionBooking): Promise<void> {
    const { id: bookingId, userId, moves } = booking;
    const reminders = await this.reminders(booking, booking.timeChangedAt ?? booking.bookedAt);
    const mail = { kind: 'time-changed', bookingId, userId, moves } as const;
    await this.outbox.add([{ mail, delayMs: noticeDelay(moves) }, ...reminders]);
  }

  /** The mentor has changed the title or the meeting link. */
  async sessionUpdated({ id: bookingId, userId, updates }: SessionBooking): Promise<void> {
    const mail = { kind: 'session-updated', bookingId, userId, updates } as const;
    await this.outbox.add([{ mail, delayMs: noticeDelay(updates) }]);
  }

  /** The mentor writes to everybody with a seat. The text is sealed until it is sent, and gone after that. */
  async attendeesWritten(
    bookings: readonly SessionBooking[],
    { text, moment }: { readonly text: string; readonly moment: string },
  ): Promise<void> {
    await this.outbox.add(
      bookings.map(({ id: bookingId, userId }) => ({
        mail: { kind: 'mentor-message', bookingId, userId, moment },
        privateDetails: { text },
      })),
    );
  }

  /** It is somebody's turn to buy a seat that was given back. */
  async seatOffered({ slot, userId, endsAt: until }: SeatOffer): Promise<void> {
    const mail = { kind: 'waitlist-seat', userId, slotId: slot.id, until } as const;
    await this.outbox.add([{ mail, expiresAt: until }]);
  }

  async accountChanged({ kind, userId, moment, link, expiresAt, to }: AccountMail): Promise<void> {
    const privateDetails: PrivateDetails = {
      ...(to !== undefined && { to }),
      ...(link !== undefined && { link }),
    };
    await this.outbox.add([
      { mail: { kind, userId, moment }, privateDetails, ...(expiresAt && { expiresAt }) },
    ]);
  }

  private async write(mail: Mail): Promise<void> {
    await this.outbox.add([{ mail }]);
  }

  private async reminders(booking: SessionBooking, agreedAt: Date): Promise<readonly NewMail[]> {
    return toReminders(booking, await this.users.findById(booking.userId), agreedAt);
  }
}

/** Those whose time was still ahead when the session's time was agreed: nobody is reminded of what they have just done. */
function toReminders(
  { id: bookingId, userId, scheduledAt }: SessionBooking,
  attendee: { readonly timeZone: string } | undefined,
  agreedAt: Date,
): readonly NewMail[] {
  const { day, hour } = reminderTimes(scheduledAt, attendee?.timeZone ?? 'UTC');
  const about = { bookingId, userId, scheduledAt };
  const reminders: readonly (NewMail & { readonly sendAt: Date })[] = [
    { mail: { kind: 'reminder-day', ...about }, sendAt: day, expiresAt: hour },
    { mail: { kind: 'reminder-hour', ...about }, sendAt: hour, expiresAt: scheduledAt },
  ];
  return reminders.filter(({ sendAt }) => sendAt > agreedAt);
}

function of({ id: bookingId, userId }: SessionBooking, kind: 'booked' | 'receipt' | 'cancelled'): NewMail {
  return { mail: { kind, bookingId, userId } };
}

function toMentorOf(
  { id: bookingId, mentorId: userId }: SessionBooking,
  kind: 'seat-sold' | 'seat-cancelled',
): NewMail {
  return { mail: { kind, bookingId, userId } };
}

/**
 * Milliseconds before an attendee is told of a change, number `count` of the booking. A later change within them takes
 * its place, so that a mentor who corrects a slip, or changes a session again and again, sends one mail.
 */
function noticeDelay(count: number): number {
  return count <= 2 ? 20_000 : 5 * 60_000;
}

/** Mentors know what they have cancelled themselves, but not who takes the money back after a move. */
function isNewsToMentor({ cancellation, moveOffer }: SessionBooking): boolean {
  return cancellation?.by !== 'mentor' || (moveOffer !== undefined && moveOffer.answer === undefined);
}
