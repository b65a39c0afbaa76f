import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, ShownTime } from '../../web/partials.page.ts';
import { toShownTime } from '../../web/session-time.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import { factsCell, idFact, personCell, type Reader, sessionCell, textFact } from './admin-cells.ts';
import { toSections } from './admin-page.ts';
import {
  bookingStatusWords,
  decisionWords,
  paymentBadge,
  refundBadge,
  refundStatusWords,
} from './admin-words.ts';
import { actionName } from './audit-list.ts';
import { mailName, mailStatusWords } from './mail-list.ts';
import { webhookBadge } from './money-lists.ts';
import type { PaymentStory } from './payment-story.ts';
import type { CellFact, TableCell } from './table.page.ts';

/** One event. */
interface Chapter {
  readonly at: Date;
  readonly title: string;
  readonly text?: string;
  readonly badge?: BadgeModel;
  readonly action?: { readonly text: string; readonly postTo: string };
}

interface ShownChapter extends Omit<Chapter, 'at'> {
  readonly time: ShownTime;
}

export interface PaymentStoryPage {
  readonly heading: string;
  readonly sections: ReturnType<typeof toSections>;
  /** The state in one word. */
  readonly badge: BadgeModel;
  readonly isRazorpayAway: boolean;
  readonly payer: TableCell;
  readonly session: TableCell;
  readonly chapters: readonly ShownChapter[];
  readonly facts: readonly CellFact[];
}

export const paymentStoryView = view<PaymentStoryPage>('admin/payment');

export function toPaymentStoryPage(story: PaymentStory, reader: Reader): PaymentStoryPage {
  const { paymentId, atRazorpay, decision, booking, refund, names } = story;
  const { payment, order } = atRazorpay === 'away' ? {} : atRazorpay;
  const amount = decision?.amount ?? refund?.amount ?? payment?.amount;
  // Events of the same instant are shown in the order of cause and effect.
  const chapters = [
    ...razorpayChapters(story),
    ...webhookChapters(story),
    ...seatChapters(story),
    ...decisionChapters(story),
    ...bookingChapters(story),
    ...refundChapters(story),
    ...actChapters(story),
    ...mailChapters(story),
  ].sort((one, other) => +one.at - +other.at);
  return {
    heading: amount === undefined ? 'Payment' : `Payment of ${formatInr(toPaise(amount))}`,
    sections: toSections(paths.adminPayments),
    badge: stateOf(story),
    isRazorpayAway: atRazorpay === 'away',
    payer: personCell(decision?.userId ?? refund?.userId ?? order?.notes.userId, names),
    session: sessionCell(booking?.timeSlotId ?? decision?.timeSlotId ?? order?.notes.slotId, names, reader),
    chapters: chapters.map(({ at, ...chapter }) => ({
      ...chapter,
      time: toShownTime(at, reader.timeZone, reader.now),
    })),
    facts:
      factsCell([
        booking ? textFact('The booking is', bookingStatusWords[booking.status].text) : null,
        textFact('Method', wordFor(methodWords, payment?.method)),
        textFact('At Razorpay', wordFor(statusWords, payment?.status)),
        decision ? textFact('Razorpay’s fee', formatInr(toPaise(decision.fee))) : null,
        idFact('Payment', paymentId),
        idFact('Order', decision?.orderId ?? payment?.orderId),
        idFact('Booking', decision?.bookingId ?? order?.receipt),
        idFact('Refund', refund?.razorpayRefundId),
        textFact('Bank reference', refund?.arn),
      ]).facts ?? [],
  };
}

const methodWords: Readonly<Record<string, string>> = {
  upi: 'UPI',
  card: 'Card',
  netbanking: 'Net banking',
  wallet: 'Wallet',
  emi: 'EMI',
  paylater: 'Pay later',
};

const statusWords: Readonly<Record<string, string>> = {
  created: 'Begun',
  authorized: 'Authorised',
  captured: 'Captured',
  refunded: 'Refunded',
  failed: 'Failed',
};

/** A state of Razorpay's that we do not know yet is shown in Razorpay's word. */
function wordFor(
  words: Readonly<Record<string, string>>,
  name: string | null | undefined,
): string | undefined {
  return name === null || name === undefined ? undefined : (words[name] ?? name);
}

function stateOf({ decision, refund, booking, atRazorpay }: PaymentStory): BadgeModel {
  if (decision && (refund ?? booking)) return paymentBadge(decision, refund);
  if (refund) return refundBadge(refund);
  if (decision) return { text: 'Decided, not finished', tone: 'bad' };
  const payment = atRazorpay === 'away' ? undefined : atRazorpay.payment;
  if (payment?.captured) return { text: 'Captured, not settled', tone: 'bad' };
  return { text: 'Not paid', tone: 'neutral' };
}

function razorpayChapters({ atRazorpay, slot }: PaymentStory): readonly Chapter[] {
  const { payment, order } = atRazorpay === 'away' ? {} : atRazorpay;
  return [
    ...(order
      ? [
          {
            at: order.createdAt,
            title: 'Order made',
            text: `${formatInr(order.amount)}${slot ? ` for “${slot.title}”` : ''}`,
          },
        ]
      : []),
    ...(payment
      ? [
          {
            at: payment.createdAt,
            title: 'Payment begun',
            text: payment.errorDescription ?? `At Razorpay it is ${payment.status} now.`,
          },
        ]
      : []),
  ];
}

function decisionChapters({ decision }: PaymentStory): readonly Chapter[] {
  if (!decision) return [];
  const reason = decision.reason ? `, because: ${refundReasonTexts[decision.reason].summary}` : '';
  return [{ at: decision.decidedAt, title: 'Decided', text: decisionWords[decision.outcome] + reason }];
}

function webhookChapters({ webhooks }: PaymentStory): readonly Chapter[] {
  return webhooks.map((event) => ({
    at: event.receivedAt,
    title: `Webhook: ${event.event}`,
    badge: webhookBadge(event),
    ...(event.lastError && { text: event.lastError }),
    action: { text: 'Replay', postTo: paths.replayWebhook(event.eventId) },
  }));
}

function seatChapters({ slot, releasedSeats, paymentId }: PaymentStory): readonly Chapter[] {
  const inSlot = slot?.seats.filter((seat) => seat.paymentId === paymentId) ?? [];
  return [...releasedSeats, ...inSlot].flatMap(({ at, releasedAt }) => [
    { at, title: 'Seat taken' },
    ...(releasedAt ? [{ at: releasedAt, title: 'Seat released' }] : []),
  ]);
}

const cancellerWords = {
  user: 'the attendee',
  mentor: 'the mentor or an admin',
  razorpay: 'a refund at Razorpay',
};

function bookingChapters({ booking }: PaymentStory): readonly Chapter[] {
  if (!booking) return [];
  const { createdAt, cancellation } = booking;
  const by = cancellation && ((cancellerWords as Record<string, string>)[cancellation.by] ?? cancellation.by);
  return [
    { at: createdAt, title: 'Booking written' },
    ...(cancellation
      ? [
          {
            at: cancellation.at,
            title: `Cancelled by ${by ?? 'somebody'}`,
            text: `${formatInr(toPaise(cancellation.refundAmount))} goes back.`,
          },
        ]
      : []),
  ];
}

function refundChapters({ refund }: PaymentStory): readonly Chapter[] {
  if (!refund) return [];
  const { amount, reason, createdAt, requestedAt, processedAt, failedAt, lastError, status } = refund;
  const retry = { text: 'Ask again', postTo: paths.adminRetryRefund(refund.razorpayPaymentId) };
  return [
    {
      at: createdAt,
      title: 'Refund due',
      text: `${formatInr(toPaise(amount))}: ${refundReasonTexts[reason].summary}`,
    },
    ...(requestedAt ? [{ at: requestedAt, title: 'Razorpay accepted the refund' }] : []),
    ...(processedAt ? [{ at: processedAt, title: 'Paid back', badge: refundStatusWords.PROCESSED }] : []),
    ...(failedAt
      ? [
          {
            at: failedAt,
            title: 'Refund failed',
            ...(lastError && { text: lastError }),
            badge: refundBadge(refund),
            ...(status === 'FAILED' && { action: retry }),
          },
        ]
      : []),
  ];
}

function mailChapters({ mails }: PaymentStory): readonly Chapter[] {
  return mails.map(({ mail, status, createdAt, finishedAt, nextAttemptAt, note }) => ({
    // A waiting mail is sent at that time: a reminder is listed when it will be sent, not when it was planned.
    at: finishedAt ?? nextAttemptAt ?? createdAt,
    title: `Mail: ${mailName(mail.kind)}`,
    badge: mailStatusWords[status],
    ...(note !== undefined && { text: note }),
  }));
}

function actChapters({ acts, names }: PaymentStory): readonly Chapter[] {
  return acts.map(({ at, actorId, action, outcome }) => ({
    at,
    title: actionName(action),
    text: `By ${names.people.get(actorId)?.name ?? actorId}: ${outcome}`,
  }));
}
