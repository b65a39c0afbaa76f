import { paths } from '../../paths.ts';
import { groupBy } from '../../shared/maps.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, ShownTime } from '../../web/partials.page.ts';
import { clockTimeWithSeconds, shortDate, zoneName } from '../../web/session-time.ts';
import {
  hrefOfRow,
  knownFacts,
  idFact,
  personCell,
  type Reader,
  sessionCell,
  textFact,
} from './admin-cells.ts';
import { toSections } from './admin-page.ts';
import { bookingStatusWords, paymentBadge, refundBadge } from './admin-words.ts';
import { type Chapter, methodWords, statusWords, toChapters, wordFor } from './payment-chapters.ts';
import type { PaymentStory } from './payment-story.ts';
import type { CellFact, TableCell } from './table.page.ts';

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

export interface PaymentStoryPage {
  readonly heading: string;
  readonly sections: ReturnType<typeof toSections>;
  /** The state in one word. */
  readonly badge: BadgeModel;
  readonly isRazorpayAway: boolean;
  readonly payer: TableCell;
  readonly session: TableCell;
  /** Its rows in the lists of bookings and refunds. */
  readonly rows: readonly { readonly name: string; readonly text: string; readonly href: string }[];
  readonly days: readonly StoryDay[];
  readonly facts: readonly CellFact[];
}

export const paymentStoryView = view<PaymentStoryPage>('admin/payment');

export function toPaymentStoryPage(story: PaymentStory, reader: Reader): PaymentStoryPage {
  const { paymentId, atRazorpay, decision, booking, refund, names } = story;
  const { payment, order } = atRazorpay === 'away' ? {} : atRazorpay;
  const amount = decision?.amount ?? refund?.amount ?? payment?.amount;
  return {
    heading: amount === undefined ? 'Payment' : `Payment of ${formatInr(toPaise(amount))}`,
    sections: toSections(paths.adminPayments),
    badge: stateOf(story),
    isRazorpayAway: atRazorpay === 'away',
    payer: personCell(decision?.userId ?? refund?.userId ?? order?.notes.userId, names),
    session: sessionCell(booking?.timeSlotId ?? decision?.timeSlotId ?? order?.notes.slotId, names, reader),
    rows: rowsOf(story),
    days: toDays(toChapters(story), reader),
    facts: knownFacts([
      textFact('Method', wordFor(methodWords, payment?.method)),
      textFact('At Razorpay', wordFor(statusWords, payment?.status)),
      decision ? textFact('Razorpay’s fee', formatInr(toPaise(decision.fee))) : null,
      idFact('Payment', paymentId),
      idFact('Order', decision?.orderId ?? payment?.orderId),
      idFact('Booking', decision?.bookingId ?? order?.receipt),
      idFact('Refund', refund?.razorpayRefundId),
      textFact('Bank reference', refund?.arn),
    ]),
  };
}

function rowsOf({ paymentId, booking, refund }: PaymentStory): PaymentStoryPage['rows'] {
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
  return { text: 'Not paid', tone: 'neutral' };
}
