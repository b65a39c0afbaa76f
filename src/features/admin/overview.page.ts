import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import type { Tone } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';
import { toSections } from './admin-page.ts';

/** What the overview counts; money in paise. */
export interface SiteFigures {
  readonly paidToday: { readonly amount: number; readonly count: number };
  readonly failedRefunds: number;
  /** Payments without their booking or refund for more than five minutes. */
  readonly unsettled: number;
  readonly waitingWebhooks: number;
  readonly parkedMails: number;
  /** Sessions whose seats do not agree with their count. */
  readonly oddSlots: number;
}

interface Tile {
  readonly title: string;
  readonly value: string;
  /** What it means, and what to do. */
  readonly text: string;
  readonly tone: Tone;
  readonly href: string;
}

export type AdminOverviewPage = ReturnType<typeof toOverviewPage>;

export const adminOverviewView = view<AdminOverviewPage>('admin/overview');

/** @param today YYYY-MM-DD where the reader is */
export function toOverviewPage(figures: SiteFigures, today: string) {
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
  return { heading: 'Overview', sections: toSections(paths.admin), tiles };
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
