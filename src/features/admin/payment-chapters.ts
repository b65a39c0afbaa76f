import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import type { Canceller } from '../bookings/index.ts';
import type { MailStatus } from '../notifications/index.ts';
import { type RefundReason, refundReasonTexts } from '../refunds/index.ts';
import { reasonIn } from '../checkout/index.ts';
import { hrefOfRow, decisionWords, failureOf, refundBadge, refundStatusWords } from './admin-cells.ts';
import { FAILED } from './admin-money.repository.ts';
import { actionName } from './audit-list.ts';
import { mailName, whyCalledOff } from './mail-list.ts';
import { eventName, replayCell, webhookBadge } from './messages-lists.ts';
import type { PaymentStory } from './payment-story.ts';
import type { TableCell } from './table.page.ts';

/** One event. */
export interface Chapter {
  readonly at: Date;
  readonly title: string;
  readonly text?: string;
  readonly badge?: BadgeModel;
  /** What the event is about. */
  readonly links?: readonly { readonly text: string; readonly href: string }[];
  readonly action?: TableCell;
  /** `told` for a message, `bad` for a failure, `ahead` for something in the future. */
  readonly mark?: 'told' | 'bad' | 'ahead';
}

/** What happened to a payment, in the order of time. Events of the same instant are in the order of cause and effect. */
export function toChapters(story: PaymentStory): readonly Chapter[] {
  return [
    ...tryChapters(story),
    ...razorpayChapters(story),
    ...webhookChapters(story),
    ...seatChapters(story),
    ...decisionChapters(story),
    ...bookingChapters(story),
    ...refundChapters(story),
    ...actChapters(story),
    ...mailChapters(story),
  ].sort((one, other) => +one.at - +other.at);
}

export const methodWords: Readonly<Record<string, string>> = {
  upi: 'UPI',
  card: 'Card',
  netbanking: 'Net banking',
  wallet: 'Wallet',
  emi: 'EMI',
  paylater: 'Pay later',
};

export const statusWords: Readonly<Record<string, string>> = {
  created: 'Begun',
  authorized: 'Authorised',
  captured: 'Captured',
  refunded: 'Refunded',
  failed: 'Failed',
};

/** A state of Razorpay's that we do not know yet is shown in Razorpay's word. */
export function wordFor(
  words: Readonly<Record<string, string>>,
  name: string | null | undefined,
): string | undefined {
  return name === null || name === undefined ? undefined : (words[name] ?? name);
}

function razorpayChapters({ atRazorpay, slot }: PaymentStory): readonly Chapter[] {
  const { payment, order } = atRazorpay === 'away' ? {} : atRazorpay;
  return [
    ...(order
      ? [
          {
            at: order.createdAt,
            title: 'The payer went to the checkout',
            text: `An order of ${formatInr(order.amount)}${slot ? ` for “${slot.title}”` : ''} was made.`,
          },
        ]
      : []),
    ...(payment
      ? [
          {
            at: payment.createdAt,
            title: `The payer began to pay${payment.method ? `: ${wordFor(methodWords, payment.method)}` : ''}`,
            ...(payment.errorDescription && {
              text: `The payer was told: ${payment.errorDescription}`,
              mark: 'bad' as const,
            }),
          },
        ]
      : []),
  ];
}

/** The payer's other payments for the session, for whoever hears only of one of them. */
function tryChapters({ tries }: PaymentStory): readonly Chapter[] {
  return tries.map(({ at, outcome, paymentId, failure }) => {
    const reason = reasonIn(failure?.reason);
    return {
      at,
      title:
        outcome === FAILED
          ? 'Another payment of this payer for the session failed'
          : `Another payment of this payer for the session: ${decisionWords[outcome]}`,
      ...(reason !== null && { text: `The payer was told: ${reason}` }),
      links: [{ text: 'That payment', href: paths.adminPayment(paymentId) }],
    };
  });
}

function decisionChapters({ decision }: PaymentStory): readonly Chapter[] {
  if (!decision) return [];
  const reason = decision.reason ? `, because: ${refundReasonTexts[decision.reason].summary}` : '';
  return [
    {
      at: decision.decidedAt,
      title: `Decided: ${decisionWords[decision.outcome]}${reason}`,
      links: linksOfDecision(decision),
    },
  ];
}

type Decision = NonNullable<PaymentStory['decision']>;

/** Links to the booking, or to the refund and the reason for it. */
function linksOfDecision(decision: Decision): NonNullable<Chapter['links']> {
  const { outcome, _id: paymentId, bookingId } = decision;
  if (outcome === 'BOOKED') return [{ text: 'The booking', href: hrefOfRow(paths.adminBookings, bookingId) }];
  const inTheWay = decision.reason && linksOfReason(decision)[decision.reason];
  return [{ text: 'The refund', href: hrefOfRow(paths.adminRefunds, paymentId) }, ...(inTheWay ?? [])];
}

function linksOfReason({
  timeSlotId,
  userId,
  orderId,
}: Decision): Readonly<Record<RefundReason, NonNullable<Chapter['links']>>> {
  const session = { text: 'The session', href: hrefOfRow(paths.adminSlots, timeSlotId) };
  const seats = { text: 'Who has its seats', href: hrefOfRow(paths.adminBookings, timeSlotId) };
  const order = { text: 'All payments of the order', href: hrefOfRow(paths.adminPayments, orderId) };
  const account = { text: 'The account', href: paths.adminUser(String(userId)) };
  const bookings = { text: 'The payer’s bookings', href: hrefOfRow(paths.adminBookings, userId) };
  return {
    SLOT_FULL: [session, seats],
    SLOT_CLOSED: [session],
    MENTOR_CANCELLED: [session],
    ALREADY_BOOKED: [session, bookings],
    DUPLICATE_PAYMENT: [order, bookings],
    AMOUNT_MISMATCH: [order],
    USER_CANCELLED: [account],
    EXTERNAL: [],
  };
}

function webhookChapters({ webhooks, decision }: PaymentStory): readonly Chapter[] {
  const decided = decision ? findDeciding(webhooks, decision.decidedAt) : undefined;
  return webhooks.map((event) => ({
    at: event.receivedAt,
    title: `Razorpay told us: ${eventName(event.event)}`,
    mark: 'told',
    ...((event === decided || !isDecisive(event)) && { badge: webhookBadge(event) }),
    ...(event.lastError && { text: event.lastError }),
    action: replayCell(event),
  }));
}

type Webhook = PaymentStory['webhooks'][number];

/** Whether the payment was decided when this event was handled, by this event or before it. */
function isDecisive({ note }: Webhook): boolean {
  return note === 'booked' || note === 'refunded';
}

/** The event that led to the decision: the first one handled, if it came before the decision. */
function findDeciding(webhooks: readonly Webhook[], decidedAt: Date): Webhook | undefined {
  return webhooks
    .filter((event) => isDecisive(event) && event.receivedAt <= decidedAt)
    .sort((one, other) => Number(one.handledAt) - Number(other.handledAt))[0];
}

function seatChapters({ slot, releasedSeats, paymentId }: PaymentStory): readonly Chapter[] {
  const inSlot = slot?.seats.filter((seat) => seat.paymentId === paymentId) ?? [];
  return [...releasedSeats, ...inSlot].flatMap(({ at, releasedAt }) => [
    { at, title: 'A seat was taken' },
    ...(releasedAt ? [{ at: releasedAt, title: 'The seat was released' }] : []),
  ]);
}

const cancellerWords: Readonly<Record<Canceller, string>> = {
  user: 'the attendee',
  mentor: 'the mentor or an admin',
  external: 'a refund at Razorpay',
};

function bookingChapters({ booking }: PaymentStory): readonly Chapter[] {
  if (!booking) return [];
  const { createdAt, cancellation } = booking;
  return [
    { at: createdAt, title: 'The booking was confirmed' },
    ...(cancellation
      ? [
          {
            at: cancellation.at,
            title: `Cancelled by ${cancellerWords[cancellation.by]}`,
            text: `${formatInr(toPaise(cancellation.refundAmount))} goes back.`,
          },
        ]
      : []),
  ];
}

function refundChapters({ refund }: PaymentStory): readonly Chapter[] {
  if (!refund) return [];
  const { amount, reason, createdAt, requestedAt, processedAt, failedAt } = refund;
  return [
    {
      at: createdAt,
      title: 'Refund due',
      text: `${formatInr(toPaise(amount))}: ${refundReasonTexts[reason].summary}`,
    },
    ...(requestedAt ? [{ at: requestedAt, title: 'Razorpay accepted the refund' }] : []),
    ...(processedAt
      ? [{ at: processedAt, title: 'The money was paid back', badge: refundStatusWords.PROCESSED }]
      : []),
    ...(failedAt
      ? [
          {
            at: failedAt,
            title: 'The refund failed',
            mark: 'bad' as const,
            text: failureOf(refund),
            badge: refundBadge(refund),
          },
        ]
      : []),
  ];
}

const mailTitles: Readonly<Record<MailStatus, string>> = {
  WAITING: 'A mail waits',
  SENT: 'A mail was sent',
  SKIPPED: 'A mail was not needed any more',
  PARKED: 'A mail was refused',
};
const mailMarks = { WAITING: 'ahead', SENT: 'told', SKIPPED: 'told', PARKED: 'bad' } as const;

function mailChapters({ mails, booking }: PaymentStory): readonly Chapter[] {
  return mails.map(({ _id: key, mail, status, createdAt, finishedAt, nextAttemptAt, note }) => {
    const calledOff = whyCalledOff({ mail, status }, booking);
    return {
      // A waiting mail is sent at that time: a reminder is listed when it will be sent, not when it was planned.
      at: finishedAt ?? nextAttemptAt ?? createdAt,
      title: `${calledOff === undefined ? mailTitles[status] : 'No mail'}: ${mailName(mail.kind)}`,
      mark: mailMarks[status],
      ...(calledOff === undefined
        ? note !== undefined && { text: note }
        : { text: `It will not be sent, because ${calledOff}.` }),
      ...(status === 'PARKED' && { action: { text: 'Send again', postTo: paths.adminRetryMail(key) } }),
    };
  });
}

function actChapters({ acts, names }: PaymentStory): readonly Chapter[] {
  return acts.map(({ at, actorId, action, outcome }) => ({
    at,
    title: actionName(action),
    text: `By ${names.people.get(actorId)?.name ?? actorId}: ${outcome}`,
  }));
}
