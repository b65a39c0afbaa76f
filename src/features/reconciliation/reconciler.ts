import type {
  RazorpayGateway,
  RazorpayPage,
  RazorpayPayment,
  RazorpayRefund,
  RazorpayWindow,
} from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { inParallel } from '../../shared/waiting.ts';
import type { Period } from './loose-ends.repository.ts';
import type { PaymentFinding, ReconcilePayments, ReconcileRefunds } from './reconcile-payments.ts';
import type { ReconciliationCursorRepository } from './reconciliation-state.repository.ts';
import type { Sweep, SweepReport } from './sweep.ts';

export interface ReconcileOptions {
  /** Starts here instead of at the cursor. */
  readonly since?: Date;
  /** Called with the finished part of the period, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

export interface ReconcileReport extends Period {
  /** Payments and refunds of the period at Razorpay. */
  readonly payments: number;
  readonly refunds: number;
  /** The payments that were looked at, by result. */
  readonly findings: Readonly<Partial<Record<PaymentFinding, number>>>;
  readonly refundsBroughtUpToDate: number;
  readonly sweep: SweepReport;
  /** What failed for now. The next run tries again. */
  readonly failures: readonly { readonly id: string; readonly message: string }[];
}

const DAY_MS = 86_400_000;
/**
 * Razorpay lists a payment that is authorised late at the time of its first attempt, up to three days back. So every
 * run looks that far behind the cursor, with a day to spare.
 */
const TRAILING_MS = 4 * DAY_MS;
/** The start of the very first run. */
const FIRST_RUN_MS = 30 * DAY_MS;

/**
 * Reads Razorpay's lists and completes what is missing here, so that every payment of our orders ends as a booking or a
 * refund even if neither the browser nor a webhook reported it. It walks payments, not orders, because an old order may
 * get a new payment. Safe in several processes at once.
 */
export class Reconciler {
  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly cursors: ReconciliationCursorRepository,
    private readonly payments: ReconcilePayments,
    private readonly refunds: ReconcileRefunds,
    private readonly sweep: Sweep,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws GatewayError if the lists cannot be read; the cursor stays where it is */
  async run(options: ReconcileOptions = {}): Promise<ReconcileReport> {
    const { clock, cursors, logger } = this;
    const to = clock.now();
    const period = { from: options.since ?? (await this.startOf(to)), to };
    const failures: { id: string; message: string }[] = [];
    const onProgress = progressOver(period, options.onProgress);
    const payments = await this.walkPayments(period, { failures, onProgress });
    const refunds = await this.walkRefunds(period, { failures, onProgress });
    const sweep = await this.sweep.run({ from: period.from });
    if (failures.length === 0 && !options.since) await cursors.advance(to);
    const report = { ...period, ...payments, ...refunds, sweep, failures };
    const isQuiet = Object.keys(payments.findings).length + refunds.refundsBroughtUpToDate === 0;
    logger[isQuiet ? 'debug' : 'info']({ ...report, failures: failures.length }, 'reconcile.finished');
    return report;
  }

  private async startOf(to: Date): Promise<Date> {
    const cursor = await this.cursors.read();
    return new Date(cursor ? cursor.getTime() - TRAILING_MS : to.getTime() - FIRST_RUN_MS);
  }

  private async walkPayments(period: Period, run: Run) {
    const { razorpay, payments } = this;
    const findings: Partial<Record<PaymentFinding, number>> = {};
    let count = 0;
    for await (const page of walkPages<RazorpayPayment>((window) => razorpay.listPayments(window), period)) {
      count += page.length;
      await this.forEach(await payments.pick(page), run, async (payment) => {
        const finding = await payments.reconcile(payment);
        findings[finding] = (findings[finding] ?? 0) + 1;
      });
      run.onProgress('payments', page.at(-1)?.createdAt);
    }
    return { payments: count, findings };
  }

  private async walkRefunds(period: Period, run: Run) {
    const { razorpay, refunds } = this;
    let count = 0;
    let refundsBroughtUpToDate = 0;
    for await (const page of walkPages<RazorpayRefund>((window) => razorpay.listRefunds(window), period)) {
      count += page.length;
      const news = await refunds.pick(page);
      refundsBroughtUpToDate += await this.forEach(news, run, (refund) => refunds.reconcile(refund));
      run.onProgress('refunds', page.at(-1)?.createdAt);
    }
    return { refunds: count, refundsBroughtUpToDate };
  }

  private forEach<T extends { readonly id: string }>(
    items: readonly T[],
    { failures }: Run,
    work: (item: T) => Promise<unknown>,
  ): Promise<number> {
    const onError = ({ id }: T, error: unknown) => {
      failures.push({ id, message: error instanceof Error ? error.message : String(error) });
      this.logger.warn({ razorpayId: id, error }, 'reconcile.failed');
    };
    return inParallel({ items, work, onError });
  }
}

interface Run {
  readonly failures: { id: string; message: string }[];
  readonly onProgress: (list: 'payments' | 'refunds', reached: Date | undefined) => void;
}

/** The lists go back in time, so the age of a page shows the progress. Each list is one half. */
function progressOver({ from, to }: Period, report?: (done: number) => void): Run['onProgress'] {
  const length = Math.max(1, to.getTime() - from.getTime());
  return (list, reached) => {
    const done = reached ? (to.getTime() - reached.getTime()) / length : 1;
    report?.((list === 'payments' ? 0 : 0.5) + Math.min(1, Math.max(0, done)) / 2);
  };
}

/** The maximum of Razorpay's lists. */
const PAGE = 100;

/**
 * All items of a Razorpay list in a period, newest first. Items that are created meanwhile are outside the period or
 * push others to a later page, so some may appear twice but none is missed.
 */
export async function* walkPages<T>(
  list: (window: RazorpayWindow) => Promise<RazorpayPage<T>>,
  { from, to }: Period,
): AsyncGenerator<readonly T[]> {
  for (let skip = 0; ; skip += PAGE) {
    const { items, skipped } = await list({ from, to, count: PAGE, skip });
    yield items;
    if (items.length + skipped < PAGE) return;
  }
}
