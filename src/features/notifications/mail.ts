/** The mails about an account; whoever writes one says whom it goes to and where its link leads. */
export type AccountMailKind = 'verify-email' | 'reset-password' | 'email-changed' | 'password-changed';

interface ToUser {
  readonly userId: string;
}

interface OfBooking extends ToUser {
  readonly bookingId: string;
}

/** What a mail is about. All else is looked up when it is sent, so that it says what is true by then. */
export type Mail =
  | (OfBooking & { readonly kind: 'booked' | 'receipt' | 'cancelled' })
  /** `moves` is the number of the move, `from` the slot that it left. */
  | (OfBooking & { readonly kind: 'moved'; readonly moves: number; readonly from: string })
  /** The mentor has moved the session: move number `moves` of the booking. */
  | (OfBooking & { readonly kind: 'time-changed'; readonly moves: number })
  /** The session has another title or meeting link: update number `updates` of the booking. */
  | (OfBooking & { readonly kind: 'session-updated'; readonly updates: number })
  /** The mentor has written to everybody with a seat; `moment` tells two such mails apart. */
  | (OfBooking & { readonly kind: 'mentor-message'; readonly moment: string })
  | (OfBooking & { readonly kind: 'reminder-day' | 'reminder-hour'; readonly scheduledAt: Date })
  /** These are for the mentor: what an attendee has done. */
  | (OfBooking & { readonly kind: 'seat-sold' | 'seat-cancelled' })
  | (OfBooking & { readonly kind: 'seat-moved'; readonly moves: number; readonly from: string })
  /** Of a payment that never became a booking. */
  | (ToUser & { readonly kind: 'refund-owed'; readonly paymentId: string })
  /** `amount` in paise: more may be refunded later, and is told again; so is another try after one that failed. */
  | (ToUser & {
      readonly kind: 'refund-processed';
      readonly paymentId: string;
      readonly amount: number;
      readonly refundId: string;
    })
  /** `refundId` of Razorpay: each of its refunds is told of once. */
  | (ToUser & { readonly kind: 'refund-failed'; readonly paymentId: string; readonly refundId: string })
  /** It is this person's turn to buy the seat, until `until`. */
  | (ToUser & { readonly kind: 'waitlist-seat'; readonly slotId: string; readonly until: Date })
  /** `moment` tells two mails of one kind to one person apart. */
  | (ToUser & { readonly kind: AccountMailKind; readonly moment: string });

export type MailKind = Mail['kind'];

/** To the mentor. */
export type MentorMail = Extract<Mail, { kind: `seat-${string}` }>;

/** To the attendee. */
export type BookingMail = Exclude<Extract<Mail, { bookingId: string }>, MentorMail>;

export type RefundMail = Extract<Mail, { kind: `refund-${string}` }>;

/** What must not stand in the database for everybody to read. */
export interface PrivateDetails {
  /** Another address than that of the account: the one it had before. */
  readonly to?: string;
  /** Path with a token. */
  readonly link?: string;
  /** What one person wrote to another. */
  readonly text?: string;
}

/** One mail to be written into the outbox. */
export interface NewMail {
  readonly mail: Mail;
  /** When it is to be sent; at once if not given. */
  readonly sendAt?: Date;
  /** Milliseconds to wait before it is sent, so that a later one can take its place. */
  readonly delayMs?: number;
  /** From when on it is better not sent at all. */
  readonly expiresAt?: Date;
  readonly privateDetails?: PrivateDetails;
}

export const mailStatuses = ['WAITING', 'SENT', 'SKIPPED', 'PARKED'] as const;

/**
 * WAITING: to be sent when its time has come. SENT: the mail server has taken it. SKIPPED: it was no longer true, or
 * too late. PARKED: refused for good; a person looks at it.
 */
export type MailStatus = (typeof mailStatuses)[number];

/** A mail as it stands in the outbox. */
export interface OutboxMail {
  readonly key: string;
  readonly mail: Mail;
  readonly status: MailStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
  /** Tries begun. */
  readonly attempts: number;
  readonly finishedAt: Date | undefined;
  /** Why it was skipped, or what the last try said. */
  readonly note: string | undefined;
  /** Sealed PrivateDetails; gone once the mail is finished. */
  readonly sealed: string | undefined;
}

/** Names a mail: there is one of each, ever, however often it is written. */
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

/** Up to a quarter of an hour, so that a mail server that has just come back is not flooded. */
export const SENDING_BACKOFF = { first: 5_000, max: 15 * 60_000 };
