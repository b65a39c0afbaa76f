import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { daysLater } from '../../shared/zoned-time.ts';
import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, Tone } from '../../web/partials.page.ts';
import { clockTime, formatMoment } from '../../web/session-time.ts';
import { paymentBadge, type Reader, refundStatusWords } from './admin-cells.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import { toSections } from './admin-page.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import type { DailyCount, DailyCountsRepository } from './daily-counts.repository.ts';
import { toTrend } from './trend.ts';

/** A sum in paise, and the number of payments in it. */
interface Takings {
  readonly amount: number;
  readonly count: number;
}

/** Counts of the overview. */
export interface SiteFigures {
  readonly paidToday: Takings;
  readonly paidYesterday: Takings;
  readonly refundsUnderWay: number;
  readonly failedRefunds: number;
  readonly openDisputes: number;
  /** Payments without their booking or refund for more than five minutes. */
  readonly unsettled: number;
  readonly waitingWebhooks: number;
  readonly parkedMails: number;
  /** Sessions whose seats do not match their count. */
  readonly miscountedSlots: number;
}

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

export interface LatestPayment {
  readonly paymentId: string;
  /** In paise. */
  readonly amount: number;
  readonly payer: string;
  readonly session: string;
  readonly decidedAt: Date;
  readonly badge: BadgeModel;
}

export interface OverviewInput extends Reader {
  readonly figures: SiteFigures;
  readonly latest: readonly LatestPayment[];
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

function toFigures({ paidToday, paidYesterday, refundsUnderWay }: SiteFigures, today: string) {
  const days = (from: string, to: string) => `${paths.adminPayments}?outcome=BOOKED&from=${from}&to=${to}`;
  const yesterday = daysLater(today, -1);
  return [
    {
      label: 'Paid for seats today',
      value: formatInr(toPaise(paidToday.amount)),
      detail: `${countOf(paidToday.count, 'booking')}, before refunds`,
      href: days(today, today),
      tone: toneOfTakings(paidToday),
    },
    {
      label: 'Paid for seats yesterday',
      value: formatInr(toPaise(paidYesterday.amount)),
      detail: `${countOf(paidYesterday.count, 'booking')}, before refunds`,
      href: days(yesterday, yesterday),
      tone: toneOfTakings(paidYesterday),
    },
    {
      label: 'Refunds on their way',
      value: String(refundsUnderWay),
      detail: 'Razorpay pays them back by itself.',
      href: `${paths.adminRefunds}?status=REQUESTED`,
      tone: refundsUnderWay === 0 ? ('good' as const) : refundStatusWords.REQUESTED.tone,
    },
  ];
}

function toneOfTakings({ count }: Takings): Tone {
  return count > 0 ? 'good' : 'neutral';
}

/** Most urgent first: money, then seats, then messages. */
function toChecks(figures: SiteFigures, today: string): readonly Check[] {
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

interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** Work that a crash interrupted between two writes, as the sweep finds it. */
export interface LooseEnds {
  findSeats(period: Period): Promise<readonly { readonly paymentId: string }[]>;
  findIncompletePayments(period: Period): Promise<readonly string[]>;
}

const LATEST = 6;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Enough time for the webhook, the browser and the sweep. */
const UNSETTLED_AFTER_MS = 5 * MINUTE_MS;
/** The ledger check finds older faults. */
const LOOK_BACK_DAYS = 7;
const LOOK_BACK_MS = LOOK_BACK_DAYS * DAY_MS;

/** Counts what an admin must know at a glance. Reads only MongoDB, so that it works while Razorpay is unavailable. */
export class AdminOverview {
  constructor(
    private readonly money: AdminMoneyRepository,
    private readonly people: AdminPeopleRepository,
    private readonly looseEnds: LooseEnds,
    private readonly dailyCounts: Pick<DailyCountsRepository, 'count'>,
    private readonly clock: Clock,
  ) {}

  /** @param midnights the beginnings of yesterday and of today */
  async read(midnights: { readonly yesterday: Date; readonly today: Date }): Promise<SiteFigures> {
    const now = this.clock.now().getTime();
    const [paidToday, paidYesterday, refunds, openDisputes, unsettled] = await Promise.all([
      this.money.sumBooked(midnights.today),
      this.money.sumBooked(midnights.yesterday, midnights.today),
      this.money.countRefunds(),
      this.money.countOpenDisputes(),
      this.countUnsettled(now),
    ]);
    const [waitingWebhooks, parkedMails, miscountedSlots] = await Promise.all([
      this.money.countWaitingWebhooks(new Date(now - MINUTE_MS)),
      this.money.countParkedMails(),
      this.people.countOddSlots(new Date(now - LOOK_BACK_MS)),
    ]);
    return {
      paidToday,
      paidYesterday,
      refundsUnderWay: refunds.DUE + refunds.REQUESTED,
      failedRefunds: refunds.FAILED,
      openDisputes,
      unsettled,
      waitingWebhooks,
      parkedMails,
      miscountedSlots,
    };
  }

  countByDay(midnights: readonly Date[]): Promise<readonly DailyCount[] | undefined> {
    return this.dailyCounts.count(midnights);
  }

  async latestPayments(): Promise<readonly LatestPayment[]> {
    const payments = await this.money.listPayments(
      { text: undefined, choice: undefined },
      { skip: 0, limit: LATEST },
    );
    const [{ people, sessions }, refunds] = await Promise.all([
      this.people.namesOfSales(payments),
      this.money.refundsOf(payments.map(({ _id }) => _id)),
    ]);
    return payments.map(({ _id: paymentId, amount, decidedAt, outcome, userId, timeSlotId }) => ({
      paymentId,
      amount,
      decidedAt,
      payer: people.get(String(userId))?.name ?? 'Unknown account',
      session: sessions.get(String(timeSlotId))?.title ?? 'Unknown session',
      badge: paymentBadge({ outcome, amount }, refunds.get(paymentId)),
    }));
  }

  /** A payment that is incomplete in both ways counts once. */
  private async countUnsettled(now: number): Promise<number> {
    const period = { from: new Date(now - LOOK_BACK_MS), to: new Date(now - UNSETTLED_AFTER_MS) };
    const [seats, incomplete] = await Promise.all([
      this.looseEnds.findSeats(period),
      this.looseEnds.findIncompletePayments(period),
    ]);
    return new Set([...seats.map(({ paymentId }) => paymentId), ...incomplete]).size;
  }
}
