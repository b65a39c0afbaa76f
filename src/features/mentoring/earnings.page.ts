import { formatInr, toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import { monthsLater } from '../../shared/zoned-time.ts';
import { view } from '../../web/page-renderer.ts';
import { placeOf } from '../../web/zone-choices.ts';
import { type Earnings, type MonthOfEarnings, totalOf } from './earnings.repository.ts';

const CHART = { left: 64, width: 656, bottom: 214, height: 180, months: 12 };
const TICKS = 4;
const BAR_SHARE = 0.6;

interface MonthsAhead {
  /** The part of the months that is for sessions ahead. */
  readonly ahead: readonly MonthOfEarnings[];
  readonly timeZone: string;
}

export function toEarningsPage(
  months: readonly MonthOfEarnings[],
  { ahead: monthsAhead, timeZone }: MonthsAhead,
) {
  const total = totalOf(months);
  const ahead = totalOf(monthsAhead).net;
  return {
    totals: {
      gross: signed(total.gross, formatInr),
      refunded: signed(total.refunded, formatInr),
      /** Fee and GST. */
      charges: signed(total.fee + total.gst, formatInr),
      /** The two parts of the net amount. */
      held: signed(total.net - ahead, formatInr),
      ahead: signed(ahead, formatInr),
    },
    ...toChart(months, monthsAhead),
    /** Newest first. */
    rows: months.map((month) => ({
      month: monthName(month.month, 'long'),
      sessions: month.sessions,
      seats: month.seats,
      ...toFigures(month),
    })),
    /** The zone in which months begin and end, as people call it. */
    timeZone: placeOf(timeZone),
  };
}

/** The same months for spreadsheets, in rupees. No cell contains text of users, so none can be a formula. */
export function toEarningsCsv(months: readonly MonthOfEarnings[]): string {
  const rows = months.map(({ month, sessions, seats, ...amounts }) => ({
    month,
    sessions,
    seats,
    gross_inr: signed(amounts.gross, toRupeesText),
    refunded_inr: signed(amounts.refunded, toRupeesText),
    razorpay_fee_inr: signed(amounts.fee, toRupeesText),
    gst_inr: signed(amounts.gst, toRupeesText),
    net_inr: signed(amounts.net, toRupeesText),
  }));
  const amounts = ['gross_inr', 'refunded_inr', 'razorpay_fee_inr', 'gst_inr', 'net_inr'];
  return toCsv(rows, { columns: ['month', 'sessions', 'seats', ...amounts], isTrusted: true });
}

function toFigures({ gross, refunded, fee, gst, net }: Earnings) {
  const shown = (amount: number) => signed(amount, formatInr);
  return {
    gross: shown(gross),
    refunded: shown(refunded),
    /** Razorpay's fee, without GST. */
    fee: shown(fee),
    /** GST on the fee. */
    gst: shown(gst),
    net: shown(net),
  };
}

function signed(amount: number, format: typeof formatInr): string {
  return `${amount < 0 ? '-' : ''}${format(toPaise(Math.abs(amount)))}`;
}

/** The net amount of the latest months, without gaps. A month below zero has no bar. */
function toChart(months: readonly MonthOfEarnings[], monthsAhead: readonly MonthOfEarnings[]) {
  const newest = months[0]?.month;
  if (newest === undefined) return { bars: [], ticks: [], chartTitle: '' };
  const net = new Map(months.map((month) => [month.month, month.net]));
  const netAhead = new Map(monthsAhead.map((month) => [month.month, month.net]));
  const shown = Array.from({ length: CHART.months }, (_, index) =>
    monthsLater(newest, index + 1 - CHART.months),
  );
  const top = roundUp(Math.max(100, ...shown.map((month) => net.get(month) ?? 0)));
  const heightOf = (amount: number) => Math.round((Math.max(0, amount) / top) * CHART.height);
  const step = CHART.width / CHART.months;
  return {
    /** `Yours by month, April 2025 to March 2026`. */
    chartTitle: `Yours by month, ${monthName(shown[0] ?? newest, 'long')} to ${monthName(newest, 'long')}`,
    /** Lines across the chart, with their amounts. */
    ticks: Array.from({ length: TICKS + 1 }, (_, index) => {
      const amount = (top / TICKS) * index;
      return { y: CHART.bottom - heightOf(amount), label: formatInr(toPaise(Math.round(amount))) };
    }),
    /** In units of the view box. */
    bars: shown.map((month, index) => {
      const amount = net.get(month) ?? 0;
      // Refunds of other seats may leave less of the month than what is ahead.
      const ahead = Math.min(Math.max(0, amount), netAhead.get(month) ?? 0);
      const aheadText = ahead > 0 ? `${shortInr(ahead)} for sessions ahead` : null;
      const height = heightOf(amount);
      return {
        /** `Mar`. */
        label: monthName(month, 'short'),
        // On a phone, two year labels side by side would overlap.
        year: isYearNamed(month, index) ? month.slice(0, 4) : null,
        /** Above the bar; empty for a month without earnings. */
        value: amount > 0 ? shortInr(amount) : '',
        /** `March 2026: ₹12,400`. */
        text: `${monthName(month, 'long')}: ${signed(amount, formatInr)}${aheadText ? `, ${aheadText}` : ''}`,
        // On phones, the chart has one line per month.
        month: monthName(month, 'long'),
        percent: Math.round((Math.max(0, amount) / top) * 100),
        x: Math.round(CHART.left + step * (index + (1 - BAR_SHARE) / 2)),
        y: CHART.bottom - height,
        width: Math.round(step * BAR_SHARE),
        height,
        /** Of the height, the upper part for sessions ahead. */
        aheadHeight: heightOf(ahead),
        /** `₹750 for sessions ahead`; null if there is none. */
        ahead: aheadText,
      };
    }),
  };
}

function isYearNamed(month: string, index: number): boolean {
  return month.endsWith('-01') || (index === 0 && !month.endsWith('-12'));
}

/** The next of 1, 2, 4 and 8 times a power of ten, so that the lines of the chart have round amounts. */
function roundUp(amount: number): number {
  const power = 10 ** Math.floor(Math.log10(amount));
  const factor = [1, 2, 4, 8].find((each) => each * power >= amount) ?? 10;
  return factor * power;
}

/** In whole rupees, because there is little room above a bar. */
function shortInr(amount: number): string {
  return formatInr(toPaise(Math.round(amount / 100) * 100));
}

const monthNames = {
  long: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  short: new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }),
};

function monthName(month: string, length: keyof typeof monthNames): string {
  return monthNames[length].format(new Date(`${month}-01T00:00:00Z`));
}

export type EarningsPage = ReturnType<typeof toEarningsPage>;

export const earningsView = view<EarningsPage>('mentoring/earnings');
