import type { MailAttachment, MailMessage } from '../../gateways/mail.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { BRAND, digestOf } from '../../shared/text.ts';
import {
  type BookingDetails,
  type BookingOverview,
  type SessionBooking,
  toBookingCalendar,
} from '../bookings/index.ts';
import { reasonsAfterBooking, type Refund, type RefundRepository } from '../refunds/index.ts';
import { findMentor, type MentorDirectory, type TimeSlotRepository } from '../slots/index.ts';
import { toAccountMail } from './account-mails.ts';
import { reasonToSkip, reasonToSkipForMentor, type SessionSpan } from './booking-mail-parts.ts';
import { hasInvitation, toBookingMail, toWaitlistMail } from './booking-mails.ts';
import { type MailPage, type MailReader, renderMail, type SiteAddress, toOneLine } from './mail.page.ts';
import type { BookingMail, Mail, MentorMail, OutboxMail, PrivateDetails, RefundMail } from './mail.ts';
import { toMentorMail } from './mentor-mails.ts';
import { reasonToSkipRefund, toRefundMail } from './refund-mails.ts';

interface Content {
  readonly page: MailPage;
  readonly attachments?: readonly MailAttachment[];
}

/** Composes a mail from the present data, in the reader's time zone. */
export class MailComposer {
  constructor(
    private readonly users: MentorDirectory & { findById(id: string): Promise<MailReader | undefined> },
    private readonly overview: Pick<BookingOverview, 'ofBooking' | 'ofSeat'>,
    private readonly slots: TimeSlotRepository,
    private readonly refundRepository: RefundRepository,
    private readonly clock: Clock,
    private readonly site: SiteAddress,
  ) {}

  /**
   * The message, or the reason not to send it: the mail has no reader, or is no longer true.
   * @throws errors of the look-ups; try again later
   */
  async compose({ key, mail }: OutboxMail, details: PrivateDetails): Promise<MailMessage | string> {
    const user = await this.users.findById(mail.userId);
    if (!user) return 'the account is gone';
    const content = await this.contentOf(mail, user, details);
    if (typeof content === 'string') return content;
    const { baseUrl, supportEmail } = this.site;
    const { page, attachments = [] } = content;
    return {
      to: details.to ?? user.email,
      subject: toOneLine(page.subject),
      ...renderMail(page, { brand: BRAND, siteUrl: baseUrl, supportEmail }),
      messageId: messageIdOf(key, baseUrl),
      date: this.clock.now(),
      headers: { 'Reply-To': supportEmail, 'Auto-Submitted': 'auto-generated' },
      attachments,
    };
  }

  /** A string result is the reason not to send the mail. */
  private async contentOf(mail: Mail, user: MailReader, details: PrivateDetails): Promise<Content | string> {
    const { site } = this;
    switch (mail.kind) {
      case 'booked':
      case 'receipt':
      case 'cancelled':
      case 'moved':
      case 'time-changed':
      case 'session-updated':
      case 'mentor-message':
      case 'reminder-day':
      case 'reminder-hour':
        return this.bookingContent(mail, user, details);
      case 'seat-sold':
      case 'seat-cancelled':
      case 'seat-moved':
        return this.mentorContent(mail, user);
      case 'refund-owed':
      case 'refund-processed':
      case 'refund-failed':
        return this.refundContent(mail, user);
      case 'waitlist-seat':
        return this.waitlistContent(mail, user);
      case 'verify-email':
      case 'reset-password':
      case 'email-changed':
      case 'password-changed':
        return { page: toAccountMail(mail.kind, details, site) };
    }
  }

  private async bookingContent(
    mail: BookingMail,
    user: MailReader,
    { text }: PrivateDetails,
  ): Promise<Content | string> {
    const { clock, site } = this;
    const details = await this.overview.ofBooking(mail.bookingId, mail.userId).catch(ignoreNotFound);
    if (!details) return 'the booking is gone';
    const now = clock.now();
    const reason = reasonToSkip(mail, details.booking, now);
    if (reason !== undefined) return reason;
    const page = toBookingMail(mail, {
      details,
      user,
      site,
      now,
      text,
      previousTime: await this.previousTime(mail, details.booking),
    });
    return hasInvitation(mail) ? { page, attachments: [this.invitation(details, user)] } : { page };
  }

  private async previousTime(mail: BookingMail, booking: SessionBooking): Promise<SessionSpan | undefined> {
    const { moveOffer } = booking;
    if (mail.kind === 'time-changed') {
      return moveOffer && { scheduledAt: moveOffer.from, duration: moveOffer.fromDuration };
    }
    return mail.kind === 'moved' ? this.slots.findById(mail.from) : undefined;
  }

  private async mentorContent(mail: MentorMail, mentor: MailReader): Promise<Content | string> {
    const { clock, overview, site, slots, users } = this;
    const details = await overview.ofSeat(mail.bookingId, mentor.id).catch(ignoreNotFound);
    if (!details) return 'the booking is gone';
    const reason = reasonToSkipForMentor(mail, details);
    if (reason !== undefined) return reason;
    const attendee = await users.findById(details.booking.userId);
    const page = toMentorMail(mail, {
      details,
      attendeeName: attendee?.name ?? 'Former member',
      previousSlot: mail.kind === 'seat-moved' ? await slots.findById(mail.from) : undefined,
      mentor,
      site,
      now: clock.now(),
    });
    return { page };
  }

  private async refundContent({ kind, paymentId }: RefundMail, user: MailReader): Promise<Content | string> {
    const refund: Refund | undefined = await this.refundRepository.find(paymentId);
    if (!refund) return 'the refund is gone';
    const reason = reasonToSkipRefund(kind, refund);
    if (reason !== undefined) return reason;
    const [slot, booking] = await Promise.all([
      this.slots.findById(refund.timeSlotId),
      this.bookingOf(refund),
    ]);
    const session = slot && { slot, booking, mentor: await findMentor(this.users, slot.mentorId) };
    const page = toRefundMail(kind, {
      refund,
      session,
      paid: booking?.amount,
      user,
      site: this.site,
      now: this.clock.now(),
    });
    return { page };
  }

  /** The booking that the payment had become. Does not look for one that cannot exist: a crowd gets many such mails. */
  private async bookingOf({
    bookingId,
    userId,
    paymentId,
    reason,
  }: Refund): Promise<SessionBooking | undefined> {
    if (!reasonsAfterBooking.includes(reason)) return undefined;
    const details = await this.overview.ofBooking(bookingId, userId).catch(ignoreNotFound);
    return details?.booking.paymentId === paymentId ? details.booking : undefined;
  }

  private async waitlistContent(
    { slotId, until }: Mail & { kind: 'waitlist-seat' },
    user: MailReader,
  ): Promise<Content | string> {
    const slot = await this.slots.findById(slotId);
    if (!slot) return 'the session is gone';
    if (slot.status !== 'open' || slot.currentStudents >= slot.maxStudents) return 'the seat is taken';
    const mentor = await findMentor(this.users, slot.mentorId);
    return { page: toWaitlistMail({ slot, mentor, until, user, site: this.site, now: this.clock.now() }) };
  }

  private invitation(details: BookingDetails, user: MailReader): MailAttachment {
    const { baseUrl, supportEmail } = this.site;
    const isCancelled = details.booking.status === 'CANCELLED';
    const invitation = { organizer: { name: BRAND, email: supportEmail }, attendee: user };
    return {
      filename: 'session.ics',
      content: toBookingCalendar({ details, baseUrl, now: this.clock.now(), invitation }),
      contentType: `text/calendar; charset=utf-8; method=${isCancelled ? 'CANCEL' : 'REQUEST'}`,
    };
  }
}

/** The same for each attempt, so that mail programs recognise a copy. */
function messageIdOf(key: string, baseUrl: string): string {
  const id = digestOf(key, 'hex').slice(0, 40);
  return `<${id}@${new URL(baseUrl).hostname.replace(/[[\]]/g, '')}>`;
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.code !== 'BOOKING_NOT_FOUND') throw error;
}
