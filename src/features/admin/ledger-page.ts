import { formatToday, shortDate } from '../../web/session-time.ts';
import { badgeCell, knownFacts, idFact, type Reader } from './admin-cells.ts';
import type { AdminTablePage } from './table.page.ts';

/** The broken promises that a check of a period found. */
export interface LedgerFindings {
  readonly payments: number;
  readonly slots: number;
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

/** The six promises, as the contract numbers them. */
const promises: Readonly<Record<number, string>> = {
  1: 'No session is oversold',
  2: 'Each payment is one booking or one refund',
  3: 'Nothing twice',
  4: 'Nobody is told what is not so',
  5: 'Nothing unverified grants anything',
  6: 'No record without money',
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
      const isOfPromise = ({ line }: LedgerFindings['violations'][number]) => line === Number(number);
      const [first] = violations.filter(isOfPromise);
      if (!first) return [[{ text: promise }, badgeCell({ text: 'Kept', tone: 'good' })]];
      // Every broken promise keeps some rows, even if others fill the page.
      const found = shown.filter(isOfPromise);
      return (found.length > 0 ? found : [first]).map(({ problem, ids }) => [
        {
          text: promise,
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

function countsOf({ payments, slots, violations }: Pick<LedgerResult, 'payments' | 'slots' | 'violations'>) {
  return [
    { label: 'Payments', value: String(payments) },
    { label: 'Sessions', value: String(slots) },
    { label: 'Violations', value: String(violations), tone: violations > 0 ? 'bad' : 'good' },
  ] as const;
}
