import { factsCell, idFact } from './admin-cells.ts';
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

/** The six promises, as the contract numbers them. */
const promises: Readonly<Record<number, string>> = {
  1: 'No slot is oversold',
  2: 'Each payment is one booking or one refund',
  3: 'Nothing twice',
  4: 'Nobody is told what is not so',
  5: 'Nothing unverified grants anything',
  6: 'No record without money',
};

/** The findings as rows of a list page. */
export function toLedgerRows(
  report: LedgerFindings | undefined,
): Pick<AdminTablePage, 'rows' | 'figures' | 'emptyText'> {
  if (!report) return { rows: [], figures: [], emptyText: 'Choose the days to check.' };
  const { violations, payments, slots, ordersTooOld } = report;
  return {
    rows: violations.map(({ line, problem, ids }) => [
      { text: promises[line] ?? String(line) },
      { text: problem, tone: 'bad' },
      factsCell(Object.entries(ids).map(([name, id]) => idFact(name, id))),
    ]),
    figures: [
      { label: 'Payments', value: String(payments) },
      { label: 'Sessions', value: String(slots) },
      ...(ordersTooOld > 0
        ? [{ label: 'Orders over 180 days old, checked by our own rows', value: String(ordersTooOld) }]
        : []),
      { label: 'Violations', value: String(violations.length), tone: violations.length > 0 ? 'bad' : 'good' },
    ],
    emptyText: 'Everything agrees with Razorpay’s books.',
  };
}
