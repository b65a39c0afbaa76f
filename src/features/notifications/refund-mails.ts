import { paths } from '../../paths.ts';
import { formatInr, type Paise } from '../../shared/money.ts';
import { toShownTime } from '../../web/session-time.ts';
import type { SessionBooking } from '../bookings/index.ts';
import { type Refund, refundReasonTexts, toRefundProgress } from '../refunds/index.ts';
import type { SlotMentor, TimeSlot } from '../slots/index.ts';
import { attendeeTicket } from './booking-mail-parts.ts';
import {
  type MailFact,
  type MailLink,
  type MailPage,
  type MailReader,
  type MailSession,
  shortTitle,
  type SiteAddress,
} from './mail.page.ts';
import type { RefundMail } from './mail.ts';

interface RefundedSession {
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** The booking that this payment had become. */
  readonly booking: SessionBooking | undefined;
}

export interface RefundMailContext {
  readonly refund: Refund;
  /** The session, if it still exists. */
  readonly session: RefundedSession | undefined;
  /** What was paid for the booking, if there is one. */
  readonly paid: Paise | undefined;
  readonly user: MailReader;
  readonly site: SiteAddress;
  readonly now: Date;
}

/** The reason not to send a mail about a refund any more; undefined if it is still true. */
export function reasonToSkipRefund(
  kind: RefundMail['kind'],
  { status, isRefusedForGood }: Refund,
): string | undefined {
  switch (kind) {
    case 'refund-owed':
      return isRefusedForGood || status === 'PROCESSED' ? 'another mail says how it ended' : undefined;
    case 'refund-processed':
      return status === 'PROCESSED' ? undefined : 'it is no longer paid back';
    case 'refund-failed':
      return status === 'FAILED' ? undefined : 'it was tried again';
  }
}

export function toRefundMail(
  kind: RefundMail['kind'],
  { refund, session, paid, user, site, now }: RefundMailContext,
): MailPage {
  const progress = toRefundProgress(refund, { timeZone: user.timeZone, isBooked: paid !== undefined, now });
  const { amount } = progress;
  const title = session?.slot.title ?? 'your session';
  const failed = refund.isRefusedForGood
    ? {
        subject: `Refund not possible: ${amount} for ${shortTitle(title)}`,
        preview: `Razorpay cannot pay ${amount} back. We will write to you and pay you in another way.`,
        heading: `${amount} could not be refunded`,
        paragraphs: [progress.reason, progress.next],
      }
    : {
        subject: `Refund delayed: ${amount} for ${shortTitle(title)}`,
        preview: `We could not return ${amount} yet. We are working on it; you do not need to do anything.`,
        heading: `We could not return ${amount} yet`,
        paragraphs: [
          progress.reason,
          `${progress.next} We write to you again as soon as the money is on its way.`,
        ],
      };
  const texts = {
    'refund-owed': {
      subject: `No seat, full refund: ${shortTitle(title)}`,
      preview: `${amount} goes back to you.`,
      heading: `${amount} goes back to you`,
      paragraphs: [progress.reason, `You have no booking from this payment. ${progress.next}`],
    },
    'refund-processed': {
      subject: `Refunded: ${amount} for ${shortTitle(title)}`,
      preview: `${amount} was paid back.`,
      heading: `${amount} was paid back`,
      paragraphs: [`${progress.reason}${describeShare(refund, paid)}`, progress.next],
    },
    'refund-failed': failed,
  }[kind];
  return {
    ...texts,
    recipientName: user.name,
    session: session ? toTicket(session, refund, { user, site, now }) : null,
    facts: [
      {
        label: 'Refund',
        value: paid === undefined || paid <= refund.amount ? amount : `${amount} of ${formatInr(paid)}`,
      },
      ...arrivalFacts(refund, user, now),
    ],
    ...toActions(refund, session, site),
    notes: [describeIds(refund)],
  };
}

/** Who found the session full may want another date of it, or the waiting list. Its page has both. */
function toActions(
  { status, reason }: Refund,
  session: RefundedSession | undefined,
  site: SiteAddress,
): Pick<MailPage, 'action' | 'links'> {
  const bookings: MailLink = {
    text: status === 'PROCESSED' ? 'View your bookings' : 'Follow the refund',
    url: site.baseUrl + paths.dashboard,
  };
  if (reason !== 'SLOT_FULL' || session?.slot.status !== 'open') return { action: bookings, links: [] };
  const url = site.baseUrl + paths.slot(session.slot.id);
  return { action: { text: 'Other dates and the waiting list', url }, links: [bookings] };
}

/** Why less goes back than was paid. */
function describeShare({ amount, reason }: Refund, paid: Paise | undefined): string {
  if (reason !== 'USER_CANCELLED' || paid === undefined || amount >= paid) return '';
  const share = amount * 2 === paid ? 'half' : 'that part';
  return ` Under its refund terms, ${share} of the ${formatInr(paid)} that you paid goes back.`;
}

/** The session, as in the mail that booked it. Grey if the payer has no seat. */
function toTicket(
  { slot, mentor, booking }: RefundedSession,
  { reason }: Refund,
  reader: Pick<RefundMailContext, 'user' | 'site' | 'now'>,
): MailSession {
  const isBooked = booking !== undefined && booking.status !== 'CANCELLED';
  return {
    ...attendeeTicket({ slot, mentor, span: booking }, reader),
    isOff: !isBooked && !refundReasonTexts[reason].hasSeat,
  };
}

/** When the money was paid back, or when it arrives. Nothing is promised of a refund that failed. */
function arrivalFacts(
  { status, processedAt }: Refund,
  { timeZone }: MailReader,
  now: Date,
): readonly MailFact[] {
  const paidBack = processedAt
    ? [{ label: 'Paid back on', value: toShownTime(processedAt, timeZone, now).text }]
    : [];
  switch (status) {
    case 'PROCESSED':
      return [...paidBack, { label: 'In your account', value: 'within 7 working days of that' }];
    case 'DUE':
    case 'REQUESTED':
      return [{ label: 'In your account', value: 'in 5 to 7 working days' }];
    case 'FAILED':
      return [];
  }
}

/** For questions to the support and to the bank. */
function describeIds({ paymentId, refundId, arn }: Refund): string {
  return [
    ...(arn === undefined ? [] : [`Bank reference ${arn}`]),
    ...(refundId === undefined ? [] : [`Refund ${refundId}`]),
    `Payment ${paymentId}`,
  ].join(' · ');
}
