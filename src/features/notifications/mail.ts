/** Mails about an account. The caller gives the recipient and the link. */
export type AccountMailKind = 'verify-email' | 'reset-password' | 'email-changed' | 'password-changed';

interface ToUser {
  readonly userId: string;
}

interface OfBooking extends ToUser {
  readonly bookingId: string;
}

/** The facts that identify a mail. Everything else is looked up when it is sent, so that it is true at that time. */
export type Mail =
  | (OfBooking & { readonly kind: 'booked' | 'receipt' | 'cancelled' })
  /** `moves` is the number of the move, `from` the previous slot. */
  | (OfBooking & { readonly kind: 'moved'; readonly moves: number; readonly from: string })
  /** The mentor has changed the time; `moves` as above. */
  | (OfBooking & { readonly kind: 'time-changed'; readonly moves: number })
  /** `updates` counts the changes of the title or meeting link. */
  | (OfBooking & { readonly kind: 'session-updated'; readonly updates: number })
  /** The mentor's message to all attendees. `moment` distinguishes two of them. */
  | (OfBooking & { readonly kind: 'mentor-message'; readonly moment: string })
  | (OfBooking & { readonly kind: 'reminder-day' | 'reminder-hour'; readonly scheduledAt: Date })
  /** For the mentor: an attendee has booked or cancelled. */
  | (OfBooking & { readonly kind: 'seat-sold' | 'seat-cancelled' })
  | (OfBooking & { readonly kind: 'seat-moved'; readonly moves: number; readonly from: string })
  /** For a payment that did not become a booking. */
  | (ToUser & { readonly kind: 'refund-owed'; readonly paymentId: string })
  /** `amount` in paise. A larger amount, or a new attempt after a failure, is a new mail. */
  | (ToUser & {
      readonly kind: 'refund-processed';
      readonly paymentId: string;
      readonly amount: number;
      readonly refundId: string;
    })
  /** `refundId` is Razorpay's: one mail per refund there. */
  | (ToUser & { readonly kind: 'refund-failed'; readonly paymentId: string; readonly refundId: string })
  /** The reader is next in line for a free seat, until `until`. */
  | (ToUser & { readonly kind: 'waitlist-seat'; readonly slotId: string; readonly until: Date })
  /** `moment` distinguishes two mails of one kind to one person. */
  | (ToUser & { readonly kind: AccountMailKind; readonly moment: string });

export type MailKind = Mail['kind'];

export type MentorMail = Extract<Mail, { kind: `seat-${string}` }>;

export type BookingMail = Exclude<Extract<Mail, { bookingId: string }>, MentorMail>;

export type RefundMail = Extract<Mail, { kind: `refund-${string}` }>;

/** Stored encrypted. */
export interface PrivateDetails {
  /** Another address than the account's, such as the previous one. */
  readonly to?: string;
  /** Path with a token. */
  readonly link?: string;
  /** A text that one person wrote to another. */
  readonly text?: string;
}

export interface NewMail {
  readonly mail: Mail;
  /** Default: at once. */
  readonly sendAt?: Date;
  /** Milliseconds to wait before sending, so that a later mail can replace it. */
  readonly delayMs?: number;
  /** Not sent after this time. */
  readonly expiresAt?: Date;
  readonly privateDetails?: PrivateDetails;
}

export const mailStatuses = ['WAITING', 'SENT', 'SKIPPED', 'PARKED'] as const;

/**
 * WAITING: to be sent at its time. SENT: accepted by the mail server. SKIPPED: no longer true, or too late. PARKED:
 * refused for good; needs a person.
 */
export type MailStatus = (typeof mailStatuses)[number];

export interface OutboxMail {
  readonly key: string;
  readonly mail: Mail;
  readonly status: MailStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  /** Attempts that were started. */
  readonly attempts: number;
  readonly finishedAt: Date | undefined;
  /** Why it was skipped, or the error of the last attempt. */
  readonly note: string | undefined;
  /** Encrypted PrivateDetails. Removed when the mail is done. */
  readonly sealed: string | undefined;
}

/** The unique key of a mail: writing it again adds nothing. */
export function keyOf(mail: Mail): string {
  switch (mail.kind) {
    case 'booked':
    case 'receipt':
    case 'cancelled':
    case 'seat-sold':
    case 'seat-cancelled':
      return `${mail.kind}:${mail.bookingId}`;
    case 'moved':
    case 'seat-moved':
    case 'time-changed':
      return `${mail.kind}:${mail.bookingId}:${mail.moves}`;
    case 'mentor-message':
      return `${mail.kind}:${mail.bookingId}:${mail.moment}`;
    case 'session-updated':
      return `${mail.kind}:${mail.bookingId}:${mail.updates}`;
    case 'reminder-day':
    case 'reminder-hour':
      return `${mail.kind}:${mail.bookingId}:${mail.scheduledAt.getTime()}`;
    case 'refund-owed':
      return `${mail.kind}:${mail.paymentId}`;
    case 'refund-processed':
      return `${mail.kind}:${mail.paymentId}:${mail.amount}:${mail.refundId}`;
    case 'refund-failed':
      return `${mail.kind}:${mail.paymentId}:${mail.refundId}`;
    case 'waitlist-seat':
      return `${mail.kind}:${mail.slotId}:${mail.userId}:${mail.until.getTime()}`;
    case 'verify-email':
    case 'reset-password':
    case 'email-changed':
    case 'password-changed':
      return `${mail.kind}:${mail.userId}:${mail.moment}`;
  }
}

/** Up to a quarter of an hour, so that a recovering mail server is not flooded. */
export const SENDING_BACKOFF = { first: 5_000, max: 15 * 60_000 };
