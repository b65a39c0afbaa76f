import { formatInr, toPaise, toRupeesText } from '../../shared/money.ts';
import { toCsv } from '../../shared/text.ts';
import { view } from '../../web/page-renderer.ts';
import { placeOf } from '../../web/zone-choices.ts';
import { type Earnings, type MonthOfEarnings, totalOf } from './earnings.repository.ts';

/** A bar of the chart, in units of its view box. */
export interface EarningsBar {
  /** `Mar`. */
  readonly label: string;
  /** `2026`, below the first shown month of a year. */
  readonly year: string | null;
  /** `₹12,400`, above the bar; empty for a month without earnings. */
  readonly value: string;
  /** `March 2026: ₹12,400`. */
  readonly text: string;
  /** `March 2026`, and the length of its line in percent. On phones the chart has one line per month. */
  readonly month: string;
  readonly percent: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of the height, the upper part for sessions ahead. */
  readonly aheadHeight: number;
  /** `₹750 for sessions ahead`; null if there is none. */
  readonly ahead: string | null;
}

export interface EarningsFigures {
  readonly gross: string;
  readonly refunded: string;
  /** Razorpay's fee, without GST. */
  readonly fee: string;
  /** GST on the fee. */
  readonly gst: string;
  readonly net: string;
}

export interface EarningsRow extends EarningsFigures {
  readonly month: string;
  readonly sessions: number;
  readonly seats: number;
}

export interface EarningsPage {
  /** `charges`: fee and GST together. `held` and `ahead`: the two parts of `net`. */
  readonly totals: EarningsFigures & {
    readonly charges: string;
    readonly held: string;
    readonly ahead: string;
  };
  readonly bars: readonly EarningsBar[];
  /** Lines across the chart, with their amounts. */
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  /** `Yours by month, April 2025 to March 2026`. */
  readonly chartTitle: string;
  /** Newest first. */
  readonly rows: readonly EarningsRow[];
  /** The zone in which months begin and end, as people call it. */
  readonly timeZone: string;
}

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
): EarningsPage {
  const total = totalOf(months);
  const ahead = totalOf(monthsAhead).net;
  return {
    totals: {
      ...toFigures(total),
      charges: signed(total.fee + total.gst, formatInr),
      held: signed(total.net - ahead, formatInr),
      ahead: signed(ahead, formatInr),
    },
    ...toChart(months, monthsAhead),
    rows: months.map((month) => ({
      month: monthName(month.month, 'long'),
      sessions: month.sessions,
      seats: month.seats,
      ...toFigures(month),
    })),
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

function toFigures({ gross, refunded, fee, gst, net }: Earnings): EarningsFigures {
  const shown = (amount: number) => signed(amount, formatInr);
  return {
    gross: shown(gross),
    refunded: shown(refunded),
    fee: shown(fee),
    gst: shown(gst),
    net: shown(net),
  };
}

function signed(amount: number, format: typeof formatInr): string {
  return `${amount < 0 ? '-' : ''}${format(toPaise(Math.abs(amount)))}`;
}

/** The net amount of the latest months, without gaps. A month below zero has no bar. */
function toChart(
  months: readonly MonthOfEarnings[],
  monthsAhead: readonly MonthOfEarnings[],
): Pick<EarningsPage, 'bars' | 'ticks' | 'chartTitle'> {
  const newest = months[0]?.month;
  if (newest === undefined) return { bars: [], ticks: [], chartTitle: '' };
  const net = new Map(months.map((month) => [month.month, month.net]));
  const netAhead = new Map(monthsAhead.map((month) => [month.month, month.net]));
  const shown = monthsUpTo(newest, CHART.months);
  const top = roundUp(Math.max(100, ...shown.map((month) => net.get(month) ?? 0)));
  const heightOf = (amount: number) => Math.round((Math.max(0, amount) / top) * CHART.height);
  const step = CHART.width / CHART.months;
  return {
    chartTitle: `Yours by month, ${monthName(shown[0] ?? newest, 'long')} to ${monthName(newest, 'long')}`,
    ticks: Array.from({ length: TICKS + 1 }, (_, index) => {
      const amount = (top / TICKS) * index;
      return { y: CHART.bottom - heightOf(amount), label: formatInr(toPaise(Math.round(amount))) };
    }),
    bars: shown.map((month, index) => {
      const amount = net.get(month) ?? 0;
      // Refunds of other seats may leave less of the month than what is ahead.
      const ahead = Math.min(Math.max(0, amount), netAhead.get(month) ?? 0);
      const aheadText = ahead > 0 ? `${shortInr(ahead)} for sessions ahead` : null;
      const height = heightOf(amount);
      return {
        label: monthName(month, 'short'),
        // On a phone, two year labels side by side would overlap.
        year: isYearNamed(month, index) ? month.slice(0, 4) : null,
        value: amount > 0 ? shortInr(amount) : '',
        text: `${monthName(month, 'long')}: ${signed(amount, formatInr)}${aheadText ? `, ${aheadText}` : ''}`,
        month: monthName(month, 'long'),
        percent: Math.round((Math.max(0, amount) / top) * 100),
        x: Math.round(CHART.left + step * (index + (1 - BAR_SHARE) / 2)),
        y: CHART.bottom - height,
        width: Math.round(step * BAR_SHARE),
        height,
        aheadHeight: heightOf(ahead),
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

function monthsUpTo(newest: string, count: number): readonly string[] {
  const end = monthStart(newest);
  return Array.from({ length: count }, (_, index) => {
    const start = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - (count - 1 - index), 1));
    return start.toISOString().slice(0, 7);
  });
}

const monthNames = {
  long: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  short: new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }),
};

function monthName(month: string, length: keyof typeof monthNames): string {
  return monthNames[length].format(monthStart(month));
}

function monthStart(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`);
}

export const earningsView = view<EarningsPage>('mentoring/earnings');
