import { formatToday, shortDate } from '../../web/session-time.ts';
import { badgeCell, knownFacts, idFact, type Reader } from './admin-cells.ts';
import type { AdminTablePage } from './table.page.ts';

/** The broken promises that a check of a period found. */
export interface LedgerFindings {
  readonly payments: number;
  readonly slots: number;
  readonly bookings: number;
  /** Payments whose order Razorpay no longer shows. They were checked against our own rows. */
  readonly ordersTooOld: number;
  readonly violations: readonly {
    readonly line: number;
    readonly problem: string;
    readonly ids: Readonly<Record<string, string>>;
  }[];
}

export interface LedgerChecker {
  run(period: { readonly from: Date; readonly to: Date }): Promise<LedgerFindings>;
}

/** The result of the last check, from this page or the command line. */
export interface LedgerResult {
  readonly checkedAt: Date;
  readonly from: Date;
  readonly to: Date;
  readonly payments: number;
  readonly slots: number;
  readonly violations: number;
}

export interface LedgerResults {
  findLast(): Promise<LedgerResult | null>;
}

const checkedWords = { payments: 'payments', slots: 'sessions', bookings: 'bookings' } as const;

interface LedgerPromise {
  readonly title: string;
  /** What was counted. */
  readonly of: keyof typeof checkedWords;
  /** What was looked for. */
  readonly fault: string;
}

/** The six promises, as the contract numbers them. */
const promises: Readonly<Record<number, LedgerPromise>> = {
  1: {
    title: 'No session is oversold',
    of: 'slots',
    fault: 'with more seats taken than sold, or a seat without a booking',
  },
  2: {
    title: 'Each payment is one booking or one refund',
    of: 'payments',
    fault: 'without their booking or their refund',
  },
  3: {
    title: 'Nothing is booked or paid back twice',
    of: 'payments',
    fault: 'with a second booking, a second refund or more paid back than paid',
  },
  4: {
    title: 'Nobody is told what is not so',
    of: 'payments',
    fault: 'confirmed without a decision, or called paid back without the money',
  },
  5: {
    title: 'Nothing unverified grants anything',
    of: 'payments',
    fault: 'with another order, payer or amount than at Razorpay',
  },
  6: { title: 'No record without money', of: 'bookings', fault: 'without a payment' },
};

type LedgerRows = Pick<AdminTablePage, 'rows' | 'figures' | 'emptyText'>;

/** Before the first check on the page, shows the result of the last one. */
export function toLastResult(last: LedgerResult | null, { timeZone, now }: Reader): LedgerRows {
  const emptyText = 'Press Check to compare the records of these days.';
  if (!last) return { rows: [], figures: [], emptyText };
  const { checkedAt, from, to, payments, slots, violations } = last;
  return {
    rows: [],
    figures: [
      { label: 'Last check', value: formatToday(checkedAt, timeZone, now) },
      {
        label: 'of',
        value: `${shortDate(from, timeZone, now)} to ${shortDate(lastDayOf(to), timeZone, now)}`,
      },
      ...countsOf({ payments, slots, violations }),
    ],
    emptyText,
  };
}

/** A period ends with the first moment after it. */
function lastDayOf(end: Date): Date {
  return new Date(end.getTime() - 1);
}

/** Nobody can work through more at once, and the page would have megabytes. */
const MAX_SHOWN = 200;

/** Each promise, and each violation of it, as rows of a list page. */
export function toLedgerRows(report: LedgerFindings): LedgerRows {
  const { violations, payments, slots, ordersTooOld } = report;
  const shown = violations.slice(0, MAX_SHOWN);
  return {
    rows: Object.entries(promises).flatMap(([number, promise]) => {
      const { title } = promise;
      const isOfPromise = ({ line }: LedgerFindings['violations'][number]) => line === Number(number);
      const [first] = violations.filter(isOfPromise);
      if (!first)
        return [
          [
            { text: title, detail: whatWasChecked(promise, report) },
            badgeCell({ text: 'Kept', tone: 'good' }),
          ],
        ];
      // Every broken promise keeps some rows, even if others fill the page.
      const found = shown.filter(isOfPromise);
      return (found.length > 0 ? found : [first]).map(({ problem, ids }) => [
        {
          text: title,
          detail: problem,
          facts: knownFacts(Object.entries(ids).map(([name, id]) => idFact(name, id))),
        },
        badgeCell({ text: 'Broken', tone: 'bad' }),
      ]);
    }),
    figures: [
      violations.length > 0
        ? { label: 'Result', value: 'Something differs', tone: 'bad' }
        : { label: 'Result', value: 'Everything agrees', tone: 'good' },
      ...countsOf({ payments, slots, violations: violations.length }),
      ...(ordersTooOld > 0
        ? [{ label: 'Orders over 180 days old, checked by our own rows', value: String(ordersTooOld) }]
        : []),
      ...(violations.length > MAX_SHOWN ? [{ label: 'Shown, the first', value: String(MAX_SHOWN) }] : []),
    ],
    emptyText: 'Nothing was found.',
  };
}

/** `0 of 1,204 bookings without a payment`. */
function whatWasChecked({ of, fault }: LedgerPromise, report: LedgerFindings): string {
  return `0 of ${report[of].toLocaleString('en-IN')} ${checkedWords[of]} ${fault}`;
}

function countsOf({ payments, slots, violations }: Pick<LedgerResult, 'payments' | 'slots' | 'violations'>) {
  return [
    { label: 'Payments', value: String(payments) },
    { label: 'Sessions', value: String(slots) },
    { label: 'Violations', value: String(violations), tone: violations > 0 ? 'bad' : 'good' },
  ] as const;
}
