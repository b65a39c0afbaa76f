import { paths } from '../../paths.ts';
import type { Clock } from '../../shared/clock.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, Tone } from '../../web/partials.page.ts';
import { formatMoment } from '../../web/session-time.ts';
import type { Reader } from './admin-cells.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import { toSections } from './admin-page.ts';
import type { AdminPeopleRepository } from './admin-people.repository.ts';
import { paymentBadge } from './admin-words.ts';

/** Counts of the overview; money in paise. */
export interface SiteFigures {
  readonly paidToday: { readonly amount: number; readonly count: number };
  readonly failedRefunds: number;
  /** Payments without their booking or refund for more than five minutes. */
  readonly unsettled: number;
  readonly waitingWebhooks: number;
  readonly parkedMails: number;
  /** Sessions whose seats do not match their count. */
  readonly oddSlots: number;
}

interface Tile {
  readonly title: string;
  readonly value: string;
  /** The meaning, and what to do. */
  readonly text: string;
  readonly tone: Tone;
  readonly href: string;
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
  /** YYYY-MM-DD in the reader's zone. */
  readonly today: string;
}

export type AdminOverviewPage = ReturnType<typeof toOverviewPage>;

export const adminOverviewView = view<AdminOverviewPage>('admin/overview');

export function toOverviewPage({ figures, latest, today, timeZone, now }: OverviewInput) {
  const { paidToday, failedRefunds, unsettled, waitingWebhooks, parkedMails, oddSlots } = figures;
  const tiles: readonly Tile[] = [
    {
      title: 'Paid today',
      value: formatInr(toPaise(paidToday.amount)),
      text: `${paidToday.count} ${paidToday.count === 1 ? 'booking' : 'bookings'} since midnight.`,
      tone: 'neutral',
      href: `${paths.adminPayments}?outcome=BOOKED`,
    },
    alarm('Refunds failed', failedRefunds, {
      good: 'Every refund is paid back or on its way.',
      bad: 'Somebody waits for money. Find out why, then ask again.',
      href: `${paths.adminRefunds}?status=FAILED`,
    }),
    alarm('Unsettled over 5 minutes', unsettled, {
      good: 'Every payment has its booking or its refund.',
      bad: 'Somebody has paid and has neither a booking nor a refund.',
      href: paths.adminPayments,
    }),
    alarm('Webhooks not handled', waitingWebhooks, {
      good: 'Everything that Razorpay told us is handled.',
      bad: 'Events have waited for more than a minute.',
      href: `${paths.adminWebhooks}?state=waiting`,
    }),
    alarm('Mails refused', parkedMails, {
      good: 'No mail waits for a person.',
      bad: 'Somebody was not told. Correct the address, then send again.',
      href: `${paths.adminMail}?status=PARKED`,
    }),
    alarm('Ledger', oddSlots, {
      good: 'Seats agree with their count. Check today against Razorpay.',
      bad: 'Sessions whose seats do not agree with their count.',
      href: `${paths.adminLedger}?from=${today}&to=${today}`,
    }),
  ];
  return {
    heading: 'Overview',
    sections: toSections(paths.admin),
    tiles,
    latest: latest.map(({ paymentId, amount, decidedAt, ...payment }) => ({
      ...payment,
      href: paths.adminPayment(paymentId),
      amount: formatInr(toPaise(amount)),
      time: formatMoment(decidedAt, timeZone, now),
    })),
  };
}

function alarm(title: string, count: number, texts: { good: string; bad: string; href: string }): Tile {
  const isGood = count === 0;
  const value = isGood ? 'OK' : String(count);
  return {
    title,
    value,
    text: isGood ? texts.good : texts.bad,
    tone: isGood ? 'good' : 'bad',
    href: texts.href,
  };
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
const LOOK_BACK_MS = 7 * DAY_MS;

/** Counts what an admin must know at a glance. Reads only MongoDB, so that it works while Razorpay is away. */
export class AdminOverview {
  constructor(
    private readonly money: AdminMoneyRepository,
    private readonly people: AdminPeopleRepository,
    private readonly looseEnds: LooseEnds,
    private readonly clock: Clock,
  ) {}

  async read(midnight: Date): Promise<SiteFigures> {
    const now = this.clock.now().getTime();
    const [paidToday, refunds, unsettled, waitingWebhooks, parkedMails, oddSlots] = await Promise.all([
      this.money.sumBooked(midnight),
      this.money.countRefunds(),
      this.countUnsettled(now),
      this.money.countWaitingWebhooks(new Date(now - MINUTE_MS)),
      this.money.countParkedMails(),
      this.people.countOddSlots(new Date(now - LOOK_BACK_MS)),
    ]);
    return { paidToday, failedRefunds: refunds.FAILED, unsettled, waitingWebhooks, parkedMails, oddSlots };
  }

  async latestPayments(): Promise<readonly LatestPayment[]> {
    const payments = await this.money.listPayments(
      { text: undefined, choice: undefined },
      { skip: 0, limit: LATEST },
    );
    const [{ people, sessions }, refunds] = await Promise.all([
      this.people.namesOf({
        people: payments.map(({ userId }) => userId),
        sessions: payments.map(({ timeSlotId }) => timeSlotId),
      }),
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
