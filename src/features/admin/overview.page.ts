import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { daysLater, startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { view } from '../../web/page-renderer.ts';
import { clockTime, formatMoment, shortDate } from '../../web/session-time.ts';
import { type Reader, refundStatusWords } from './admin-cells.ts';
import { type AdminOverview, LOOK_BACK_DAYS } from './admin-overview.ts';
import { toSections } from './admin-page.ts';
import type { AmountSum } from './admin-search.repository.ts';
import type { DailyCount } from './daily-counts.repository.ts';

/** A count that is watched. */
interface Check {
  readonly title: string;
  readonly count: number;
  /** What it means, and what to do. */
  readonly text: string;
  readonly href: string;
  /** The text of the button. */
  readonly action: string;
}

type Figures = Awaited<ReturnType<AdminOverview['read']>>;

export interface OverviewInput extends Reader {
  /** Counts of the overview. */
  readonly figures: Figures;
  readonly latest: Awaited<ReturnType<AdminOverview['latestPayments']>>;
  /** One entry per day, today last. Undefined if there are too many rows to count. */
  readonly trend: readonly DailyCount[] | undefined;
  /** The start of each of these days. */
  readonly midnights: readonly Date[];
  /** YYYY-MM-DD in the reader's zone. */
  readonly today: string;
}

export type AdminOverviewPage = ReturnType<typeof toOverviewPage>;

export const adminOverviewView = view<AdminOverviewPage>('admin/overview');

export function toOverviewPage({ figures, latest, trend, midnights, today, timeZone, now }: OverviewInput) {
  const checks = toChecks(figures, today);
  const needs = checks.filter(({ count }) => count > 0);
  return {
    heading: 'Overview',
    sections: toSections(paths.admin),
    /** Tasks for a person, money first. */
    needs,
    needsTitle: countOf(needs.length, 'thing needs you', 'things need you'),
    /** Checks without a problem. */
    well: checks.filter(({ count }) => count === 0),
    checkedAt: clockTime(now, timeZone),
    ledgerHref: ledgerOf(today, today),
    figures: toFigures(figures, today),
    trend: toTrend(trend, midnights, { timeZone, now }),
    latest: latest.map(({ paymentId, amount, decidedAt, ...payment }) => ({
      ...payment,
      href: paths.adminPayment(paymentId),
      amount: formatInr(toPaise(amount)),
      time: formatMoment(decidedAt, timeZone, now),
    })),
  };
}

function toFigures({ paidToday, paidYesterday, refundsUnderWay }: Figures, today: string) {
  const takings = (name: string, { amount, count }: AmountSum, day: string) => ({
    label: `Paid for seats ${name}`,
    value: formatInr(toPaise(amount)),
    detail: `${countOf(count, 'booking')}, before refunds`,
    href: `${paths.adminPayments}?outcome=BOOKED&from=${day}&to=${day}`,
    tone: count > 0 ? ('good' as const) : ('neutral' as const),
  });
  return [
    takings('today', paidToday, today),
    takings('yesterday', paidYesterday, daysLater(today, -1)),
    {
      label: 'Refunds on their way',
      value: String(refundsUnderWay),
      detail: 'Razorpay pays them back by itself.',
      href: `${paths.adminRefunds}?status=REQUESTED`,
      tone: refundsUnderWay === 0 ? ('good' as const) : refundStatusWords.REQUESTED.tone,
    },
  ];
}

/** Most urgent first: money, then seats, then messages. */
function toChecks(figures: Figures, today: string): readonly Check[] {
  const check = (title: string, count: number, texts: Omit<Check & { good: string }, 'title' | 'count'>) => {
    const { good, ...bad } = texts;
    return { title, count, ...bad, text: count === 0 ? good : texts.text };
  };
  return [
    check('Payments not settled', figures.unsettled, {
      good: 'Every payment has its booking or its refund.',
      text: 'For more than five minutes somebody has paid and has neither a booking nor a refund.',
      // The payments list cannot tell them apart; the ledger check names them.
      href: ledgerOf(daysLater(today, -LOOK_BACK_DAYS), today),
      action: 'See which',
    }),
    check('Refunds failed', figures.failedRefunds, {
      good: 'Every refund is paid back or on its way.',
      text: 'Somebody is waiting for money. Find out why, then retry.',
      href: `${paths.adminRefunds}?status=FAILED`,
      action: 'See the refunds',
    }),
    check('Disputes to answer', figures.openDisputes, {
      good: 'No dispute waits for an answer.',
      text: 'A payer’s bank asks why it was charged. Without an answer in time, the money is lost.',
      href: `${paths.adminDisputes}?status=open`,
      action: 'See the disputes',
    }),
    check('Seats that do not add up', figures.miscountedSlots, {
      good: 'The seats of every session agree with their count.',
      text: 'The seats of a session do not agree with their count.',
      href: ledgerOf(daysLater(today, -LOOK_BACK_DAYS), today),
      action: 'Check the ledger',
    }),
    check('Webhooks not handled', figures.waitingWebhooks, {
      good: 'Everything that Razorpay told us is handled.',
      text: 'What Razorpay told us has waited for more than a minute.',
      href: `${paths.adminWebhooks}?state=waiting`,
      action: 'See the webhooks',
    }),
    check('Mails refused', figures.parkedMails, {
      good: 'No mail needs attention.',
      text: 'Somebody was not told. Correct the address, then send again.',
      href: `${paths.adminMail}?status=PARKED`,
      action: 'See the mails',
    }),
  ];
}

function ledgerOf(from: string, to: string): string {
  return `${paths.adminLedger}?from=${from}&to=${to}`;
}

/** Number of days in the trend, including today. */
const TREND_DAYS = 14;
/** The scale ends at an even number, so that its middle is a whole number. */
const MIN_SCALE = 2;
/** In units of the drawing, in which a day is two wide. */
const HEIGHT = 100;
const DAY_WIDTH = 2;
const BAR_WIDTH = 0.8;

/** The start of each day in the reader's zone, and the end of today. */
export function midnightsOfTrend(today: string, timeZone: string): readonly Date[] {
  return Array.from({ length: TREND_DAYS + 1 }, (_, index) =>
    startOfDay(today, timeZone, index - TREND_DAYS + 1),
  ).filter((midnight) => midnight !== undefined);
}

/**
 * Bars of bookings and refunds by day, and the same as a table. Null if there are too many rows to count.
 * @param midnights the start of each counted day
 */
function toTrend(
  counts: readonly DailyCount[] | undefined,
  midnights: readonly Date[],
  { timeZone, now }: Reader,
) {
  if (!counts) return null;
  const most = Math.max(MIN_SCALE, ...counts.flatMap(({ bookings, refunds }) => [bookings, refunds]));
  const scale = most + (most % 2);
  const barOf = (count: number, x: number) => {
    const height = Math.round((count / scale) * HEIGHT);
    return { x, y: HEIGHT - height, width: BAR_WIDTH, height };
  };
  const totalOf = (kind: keyof DailyCount) => counts.reduce((sum, count) => sum + count[kind], 0);
  return {
    /** Labels of the scale, from the top. */
    ticks: [scale, scale / 2, 0],
    bookings: countOf(totalOf('bookings'), 'booking'),
    refunds: countOf(totalOf('refunds'), 'refund'),
    width: counts.length * DAY_WIDTH,
    height: HEIGHT,
    days: counts.map(({ bookings, refunds }, index) => {
      const midnight = midnights[index] ?? now;
      const day = shortDate(midnight, timeZone, now);
      return {
        day,
        /** Of the month, for the axis. */
        number: Number(toLocalDay(midnight, timeZone).slice(-2)),
        text: `${day}: ${countOf(bookings, 'booking')}, ${countOf(refunds, 'refund')}`,
        bookings,
        refunds,
        bars: {
          bookings: barOf(bookings, index * DAY_WIDTH + DAY_WIDTH / 2 - BAR_WIDTH),
          refunds: barOf(refunds, index * DAY_WIDTH + DAY_WIDTH / 2),
        },
      };
    }),
  };
}
