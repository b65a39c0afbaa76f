import { paths } from '../../paths.ts';
import { groupBy } from '../../shared/maps.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, ShownTime, Tone } from '../../web/partials.page.ts';
import { clockTimeWithSeconds, formatMoment, shortDate, zoneName } from '../../web/session-time.ts';
import {
  hrefOfRow,
  knownFacts,
  idFact,
  personCell,
  type Reader,
  sessionCell,
  textFact,
  bookingStatusWords,
  failedPaymentBadge,
  failureOf,
  paymentBadge,
  refundBadge,
} from './admin-cells.ts';
import { refundReasonTexts } from '../refunds/index.ts';
import { type BackLink, toSections } from './admin-page.ts';
import { mailName } from './mail-list.ts';
import { type Chapter, methodWords, statusWords, toChapters, wordFor } from './payment-chapters.ts';
import type { PaymentStory } from './payment-story.ts';
import type { TableCell } from './table.page.ts';

interface ShownChapter extends Omit<Chapter, 'at'> {
  /** Includes seconds, because much happens within a minute. */
  readonly time: ShownTime;
}

/** What happened on one day of the reader. */
interface StoryDay {
  /** `Sun 29 Nov, IST`. */
  readonly day: string;
  readonly chapters: readonly ShownChapter[];
}

/** For whoever asks about the payment: how it stands, and what there is to do. */
export interface Answer {
  readonly says: string;
  /** Sentences. */
  readonly advice: readonly string[];
  readonly action?: TableCell;
  /** The colour, if it is not that of the payment's state. */
  readonly tone?: Tone;
}

export type PaymentStoryPage = ReturnType<typeof toPaymentStoryPage>;

export const paymentStoryView = view<PaymentStoryPage>('admin/payment');

export function toPaymentStoryPage(story: PaymentStory, reader: Reader, back: BackLink) {
  const { paymentId, atRazorpay, decision, booking, refund, payerId, slotId, names } = story;
  const { payment, order } = atRazorpay === 'away' ? {} : atRazorpay;
  const amount = decision?.amount ?? refund?.amount ?? payment?.amount;
  return {
    heading: amount === undefined ? 'Payment' : `Payment of ${formatInr(toPaise(amount))}`,
    /** To the list that led here. */
    back,
    answer: withRefusedMails(toAnswer(story, reader), story),
    sections: toSections(paths.adminPayments),
    /** The state in one word. */
    badge: stateOf(story),
    isRazorpayAway: atRazorpay === 'away',
    payer: personCell(payerId, names),
    session: sessionCell(slotId, names, reader),
    /** Its rows in the lists of bookings and refunds. */
    rows: rowsOf(story),
    days: toDays(toChapters(story), reader),
    facts: knownFacts([
      textFact('Method', wordFor(methodWords, payment?.method)),
      textFact('At Razorpay', wordFor(statusWords, payment?.status)),
      decision ? textFact('Razorpay’s fee', formatInr(toPaise(decision.fee))) : null,
      idFact('Payment', paymentId),
      idFact('Order', decision?.orderId ?? payment?.orderId),
      // Until a payment is booked, this id is only in the session of the payer and in Razorpay’s order.
      idFact(booking ? 'Booking' : 'Checkout', decision?.bookingId ?? order?.receipt),
      idFact('Refund', refund?.razorpayRefundId),
      textFact('Bank reference', refund?.arn),
    ]),
  };
}

function rowsOf({ paymentId, booking, refund }: PaymentStory) {
  return [
    ...(booking
      ? [
          {
            name: 'Booking',
            text: bookingStatusWords[booking.status].text,
            href: hrefOfRow(paths.adminBookings, booking._id),
          },
        ]
      : []),
    ...(refund
      ? [{ name: 'Refund', text: refundBadge(refund).text, href: hrefOfRow(paths.adminRefunds, paymentId) }]
      : []),
  ];
}

function toDays(chapters: readonly Chapter[], { timeZone, now }: Reader): readonly StoryDay[] {
  const dayOf = ({ at }: Chapter) => `${shortDate(at, timeZone, now)}, ${zoneName(at, timeZone)}`;
  return [...groupBy(chapters, dayOf)].map(([day, ofDay]) => ({
    day,
    chapters: ofDay.map(({ at, ...chapter }) => ({
      ...chapter,
      time: { iso: at.toISOString(), text: clockTimeWithSeconds(at, timeZone) },
    })),
  }));
}

function stateOf({ decision, refund, booking, atRazorpay }: PaymentStory): BadgeModel {
  if (decision && (refund ?? booking)) return paymentBadge(decision, refund);
  if (refund) return refundBadge(refund);
  if (decision) return { text: 'Decided, not finished', tone: 'bad' };
  const payment = atRazorpay === 'away' ? undefined : atRazorpay.payment;
  if (payment?.captured) return { text: 'Captured, not settled', tone: 'bad' };
  return payment?.status === 'failed' ? failedPaymentBadge : { text: 'Not paid', tone: 'neutral' };
}

const NOTHING_TO_DO = 'Nothing to do.';
const NOTHING_GOES_BACK = 'By its refund policy, nothing goes back.';

function answer(says: string, ...advice: readonly string[]): Answer {
  return { says, advice };
}

function toAnswer(story: PaymentStory, reader: Reader): Answer {
  const { refund, decision, booking } = story;
  if (refund) return answerOfRefund(refund, story, reader);
  if (decision && booking) return answerOfBooking(booking);
  if (!decision) return answerOfUndecided(story);
  return answer(
    `The payment is decided, but its ${decision.outcome === 'BOOKED' ? 'booking' : 'refund'} is missing.`,
    'It is completed by itself within minutes. If it is not, check the ledger of that day.',
  );
}

/** A mail that was refused asks for somebody, too, unless the money does already. */
function withRefusedMails(given: Answer, story: PaymentStory): Answer {
  const refused = story.mails.filter(({ status }) => status === 'PARKED');
  const [first] = refused;
  if (!first || given.action?.postTo !== undefined) return given;
  const names = refused.map(({ mail }) => mailName(mail.kind));
  return {
    says: `${given.says} But ${countOf(refused.length, 'mail')} could not be sent: ${names.join(', ')}.`,
    advice: [
      ...given.advice.filter((sentence) => sentence !== NOTHING_TO_DO),
      'Find out why, correct the address, then send again.',
    ],
    action: { text: `Send again: ${mailName(first.mail.kind)}`, postTo: paths.adminRetryMail(first._id) },
    tone: stateOf(story).tone === 'bad' ? 'bad' : 'warning',
  };
}

function answerOfRefund(
  refund: NonNullable<PaymentStory['refund']>,
  { decision }: PaymentStory,
  { timeZone, now }: Reader,
): Answer {
  const { status, processedAt, requestedAt, arn, razorpayPaymentId: paymentId } = refund;
  const paid = decision?.amount ?? refund.amount;
  const amount =
    formatInr(toPaise(refund.amount)) + (refund.amount < paid ? ` of ${formatInr(toPaise(paid))}` : '');
  const because = ` ${refundReasonTexts[refund.reason].summary}.`;
  const since = (at: Date | null | undefined) => (at ? ` on ${formatMoment(at, timeZone, now)}` : '');
  switch (status) {
    case 'DUE':
      return answer(
        `${amount} is owed to the payer.${because}`,
        'We ask Razorpay by ourselves until it accepts.',
        NOTHING_TO_DO,
      );
    case 'REQUESTED':
      return answer(
        `${amount} is on its way: Razorpay accepted the refund${since(requestedAt)}.${because}`,
        'Banks take 5 to 7 working days.',
        NOTHING_TO_DO,
      );
    case 'PROCESSED':
      return answer(
        `${amount} was paid back${since(processedAt)}.${because}`,
        'Not in the account after 7 working days?',
        arn
          ? `The bank finds it by its reference: ${arn}.`
          : 'The payer’s bank can find it by the id of the refund.',
      );
    case 'FAILED':
      if (refund.refusedForGoodAt)
        return answer(
          `Razorpay will not pay ${amount} back: ${failureOf(refund)}`,
          'No new attempt can help. Pay the money back in another way.',
        );
      return {
        says: `${amount} was not paid back: ${failureOf(refund)}`,
        advice: ['Find the reason at Razorpay, then ask again. Nothing is paid back twice.'],
        action: { text: `Ask again for ${amount}`, postTo: paths.adminRetryRefund(paymentId) },
      };
  }
}

function answerOfBooking({ status, cancellation }: NonNullable<PaymentStory['booking']>): Answer {
  switch (status) {
    case 'SCHEDULED':
      return answer(
        'The payer has the seat.',
        NOTHING_TO_DO,
        'The attendee cancels or moves it under “My bookings”, which shows what goes back.',
      );
    case 'ONGOING':
      return answer('The payer has the seat, and the session is under way.', NOTHING_TO_DO);
    case 'COMPLETED':
      return answer('The payer had the seat, and the session is over.', NOTHING_TO_DO);
    case 'CANCELLED':
      return cancellation?.refundAmount === 0
        ? answer('The booking is cancelled.', NOTHING_GOES_BACK)
        : answer('The booking is cancelled.', 'Its refund is written within minutes.', NOTHING_TO_DO);
  }
}

const tellsOfMoney = ['payment.captured', 'order.paid'];

function answerOfUndecided(story: PaymentStory): Answer {
  const { paymentId, atRazorpay, webhooks, paidBy } = story;
  if (atRazorpay === 'away') return answer('Nothing is decided yet.', 'Try again when Razorpay answers.');
  const { payment } = atRazorpay;
  if (payment?.captured) {
    const told = webhooks.find(({ event }) => tellsOfMoney.includes(event));
    const says = 'Razorpay has the money, but there is neither a booking nor a refund yet.';
    if (!told) return answer(says, 'It is settled by itself within minutes.');
    const now = 'or now: we ask Razorpay how things stand and never book twice.';
    return {
      ...answer(says, `It is settled by itself within minutes, ${now}`),
      action: { text: 'Settle now', postTo: paths.replayWebhook(told.eventId) },
    };
  }
  if (paidBy && paidBy.paymentId !== paymentId) return answerOfUnpaid(paidBy);
  return payment?.status === 'failed'
    ? answer(
        'The payment failed.',
        'We received nothing. What the bank has taken, it gives back by itself. The payer can try again.',
      )
    : answer('The payment is not finished.', 'We received nothing yet.', NOTHING_TO_DO);
}

/** Another attempt was paid. Its money may have gone back since. */
function answerOfUnpaid({ paymentId, booking, refund }: NonNullable<PaymentStory['paidBy']>): Answer {
  const fromBank = 'What the bank has taken for this attempt, it gives back by itself.';
  const action = { text: 'The payment that was made', href: paths.adminPayment(paymentId) };
  if (!booking) {
    const says = 'This attempt was not paid. Another one was, but it got no seat.';
    return { ...answer(says, moneyOf(refund), fromBank), action };
  }
  if (booking.status === 'CANCELLED') {
    const says = 'This attempt was not paid. Another one was, and its booking was cancelled since.';
    const isWithoutRefund = booking.cancellation?.refundAmount === 0 && !refund;
    return { ...answer(says, isWithoutRefund ? NOTHING_GOES_BACK : moneyOf(refund), fromBank), action };
  }
  const says = 'This attempt was not paid. Another one was: the payer has a booking.';
  return {
    ...answer(says, 'The payer need not pay again.', fromBank),
    action: { ...action, text: 'The payment of the booking' },
  };
}

function moneyOf(refund: NonNullable<PaymentStory['paidBy']>['refund']): string {
  if (!refund) return 'Its refund is written within minutes.';
  const amount = formatInr(toPaise(refund.amount));
  switch (refund.status) {
    case 'DUE':
      return `Its refund of ${amount} is due.`;
    case 'REQUESTED':
      return `Its refund of ${amount} is on its way.`;
    case 'PROCESSED':
      return `Of its money, ${amount} was paid back.`;
    case 'FAILED':
      return `Its refund of ${amount} failed and needs you.`;
  }
}
