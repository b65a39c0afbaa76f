import type { LedgerReport } from './features/reconciliation/ledger-check.ts';
import type { PurgedRow } from './features/reconciliation/purge-unpaid.ts';
import type { ReconcileReport } from './features/reconciliation/reconciler.ts';

export function describeReconciliation(report: ReconcileReport): string {
  const { payments, refunds, findings, refundsBroughtUpToDate, sweep, failures } = report;
  const counts: readonly number[] = Object.values<number>({ ...sweep });
  const repaired = counts.reduce((sum, count) => sum + count, 0);
  const found = Object.entries(findings).map(([finding, count]) => `${finding} ${count}`);
  return [
    `Read ${payments} payments and ${refunds} refunds of Razorpay, ${describePeriod(report)}.`,
    found.length > 0 ? `Payments looked at: ${found.join(', ')}.` : 'Every payment was accounted for.',
    `Refunds brought up to date: ${refundsBroughtUpToDate}. Repaired by the sweep: ${repaired}.`,
    ...failures.map(({ id, message }) => `Not done, the next run tries again: ${id}: ${message}`),
  ].join('\n');
}

export function describeLedger(report: LedgerReport): string {
  const { payments, slots, ordersTooOld, violations } = report;
  const byOwnRows =
    ordersTooOld === 0
      ? ''
      : ` Razorpay does not show ${ordersTooOld} of the orders any more (older than 180 days): those payments were checked by our own rows.`;
  const scope = `${payments} payments and ${slots} slots, ${describePeriod(report)}`;
  if (violations.length === 0) return `The ledger is clean: ${scope}.${byOwnRows}`;
  const rows = violations.map(({ line, problem, ids }) => [
    String(line),
    problem,
    Object.entries(ids)
      .map(([name, id]) => `${name} ${id}`)
      .join('  '),
  ]);
  const table = toTable([['line', 'problem', 'about'], ...rows]);
  return `${table}\n\n${violations.length} violations in ${scope}.${byOwnRows}`;
}

export function describePurge({ rows, applied }: { rows: readonly PurgedRow[]; applied: boolean }): string {
  if (rows.length === 0) return 'No unpaid bookings from before that day. Nothing was changed.';
  const table = toTable([
    ['booking', 'order', 'created', 'action'],
    ...rows.map(({ bookingId, orderId, createdAt, action }) => [
      bookingId,
      orderId ?? '-',
      createdAt.toISOString(),
      meaningOf[action],
    ]),
  ]);
  const count = (action: PurgedRow['action']) => rows.filter((row) => row.action === action).length;
  const kept = `${count('paid')} kept because Razorpay calls them paid, ${count('unchecked')} because Razorpay did not answer`;
  const done = applied
    ? `Removed ${count('removed')}; ${kept}. No other row was touched.`
    : `Would remove ${count('removable')}; ${kept}. Nothing was changed: add --apply to remove them.`;
  return `${table}\n\n${done}`;
}

const meaningOf: Readonly<Record<PurgedRow['action'], string>> = {
  removable: 'would be removed',
  removed: 'removed',
  paid: 'KEPT: paid at Razorpay',
  unchecked: 'KEPT: Razorpay did not answer',
  changed: 'kept: changed meanwhile',
};

function describePeriod({ from, to }: { from: Date; to: Date }): string {
  return `${from.toISOString()} to ${to.toISOString()}`;
}

function toTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const SPAN = /^(\d{1,6})(m|h|d)$/;
const MILLISECONDS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Midnight (UTC) at the start of a day. Undefined for a date that does not exist, such as 2025-02-30. */
export function parseDay(text: string): Date | undefined {
  if (!DAY.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text) ? undefined : day;
}

/** A day, an ISO time with its zone, or a span back from now such as `24h`. */
export function parsePointInTime(text: string, now = new Date()): Date | undefined {
  const span = SPAN.exec(text);
  if (span)
    return new Date(now.getTime() - Number(span[1]) * MILLISECONDS[span[2] as keyof typeof MILLISECONDS]);
  if (!ISO_TIME.test(text)) return parseDay(text);
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
