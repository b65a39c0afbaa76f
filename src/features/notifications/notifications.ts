import { addDays, toLocalTime, toMoment } from '../../shared/zoned-time.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { Refund } from '../refunds/index.ts';
import type { AccountMailKind, Mail, NewMail, PrivateDetails } from './mail.ts';
import type { OutboxRepository } from './outbox.repository.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ReminderTimes {
  /** The same time of day on the day before, in the reader's zone: 23 to 25 hours ahead. */
  readonly day: Date;
  /** Sixty minutes ahead, also across a clock change. */
  readonly hour: Date;
}

/** @param timeZone IANA name of the reader's zone */
export function reminderTimes(scheduledAt: Date, timeZone: string): ReminderTimes {
  const dayBefore = toMoment(addDays(toLocalTime(scheduledAt, timeZone), -1), timeZone);
  return {
    // That time may not exist on the day before, because of a clock change.
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
  /** Distinguishes two mails of one kind to one person: the time, or of a link a part of the hash of its token. */
  readonly moment: string;
  /** Path with a token. Stored encrypted until the mail is sent, then removed. */
  readonly link?: string;
  /** The expiry of the link. */
  readonly expiresAt?: Date;
  /** Another address than the account's, such as the previous one. */
  readonly to?: string;
}

/**
 * Writes mails into the outbox after the event is durably stored. All methods are repeatable: each mail is written
 * once. Nothing is sent here.
 */
export class Notifications {
  constructor(
    private readonly outbox: OutboxRepository,
    private readonly users: { findById(id: string): Promise<{ readonly timeZone: string } | undefined> },
  ) {}

  /** @param payer if the caller has just read the account */
  async bookingCreated(booking: SessionBooking, payer?: { readonly timeZone: string }): Promise<void> {
    const attendee = payer ?? (await this.users.findById(booking.userId));
    const reminders = toReminders(booking, attendee, booking.bookedAt);
    const sold = toMentorOf(booking, 'seat-sold');
    // The sweep looks for the last of these. If it exists, the others do, too.
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

  /** `from` is the previous slot. */
  async bookingMoved(booking: SessionBooking, from: string): Promise<void> {
    const { id: bookingId, userId, mentorId, moves } = booking;
    const reminders = await this.reminders(booking, booking.moving?.at ?? booking.bookedAt);
    await this.outbox.add([
      { mail: { kind: 'moved', bookingId, userId, moves, from } },
      { mail: { kind: 'seat-moved', bookingId, userId: mentorId, moves, from } },
      ...reminders,
    ]);
  }

  /** The mentor has changed the time: the attendee may keep the seat or get all the money back. */
  async sessionMoved(booking: SessionBooking): Promise<void> {
    const { id: bookingId, userId, moves } = booking;
    const reminders = await this.reminders(booking, booking.timeChangedAt ?? booking.bookedAt);
    const mail = { kind: 'time-changed', bookingId, userId, moves } as const;
    await this.outbox.add([{ mail, delayMs: noticeDelay(moves) }, ...reminders]);
  }

  async sessionUpdated({ id: bookingId, userId, updates }: SessionBooking): Promise<void> {
    const mail = { kind: 'session-updated', bookingId, userId, updates } as const;
    await this.outbox.add([{ mail, delayMs: noticeDelay(updates) }]);
  }

  /**
   * Writes the mentor's message to each attendee. The text is stored encrypted until the mail is sent, then removed.
   */
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

  /** A released seat is offered to a person on the waiting list. */
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

/** Reminders whose time was still ahead when the session's time was agreed. A late booking needs none. */
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
 * Milliseconds until the mail about change number `count` is sent. A later change within that time replaces the mail,
 * so that a mentor who corrects a mistake sends one mail.
 */
function noticeDelay(count: number): number {
  return count <= 2 ? 20_000 : 5 * 60_000;
}

/** Mentors know their own cancellations, but not who chose the refund after a time change. */
function isNewsToMentor({ cancellation, moveOffer }: SessionBooking): boolean {
  return cancellation?.by !== 'mentor' || (moveOffer !== undefined && moveOffer.answer === undefined);
}
