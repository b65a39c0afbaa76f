import { isTaken, type RazorpayPayment, type RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { BoundedMap } from '../../shared/maps.ts';
import type {
  FoundOrder,
  Orders,
  PaymentDecisionRepository,
  Settlement,
  SettlePayment,
} from '../checkout/index.ts';
import { agreesWithRazorpay, type Refund, type RefundRepository, type RefundSync } from '../refunds/index.ts';

/**
 * The result for one payment. `decided`: nothing to do. `unpaid`: failed or undecided; every run looks again, because
 * it can still be authorised. `young`: its order is not old enough. The others say what the order is, if it is not
 * ours, or what became of settling the payment.
 */
export type PaymentFinding =
  'decided' | 'unpaid' | 'young' | Exclude<FoundOrder['kind'], 'ours'> | Settlement['kind'];

const HOPELESS_ORDERS_KEPT = 20_000;

/** Finds payments that no webhook or browser reported, and settles them. */
export class ReconcilePayments {
  /** Orders that are not ours or unreadable never change. A shared account has many of them. */
  private readonly hopelessOrders = new BoundedMap<true>(HOPELESS_ORDERS_KEPT);

  constructor(
    private readonly orders: Pick<Orders, 'find'>,
    private readonly decisions: PaymentDecisionRepository,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** Younger orders are left to the browser and the webhook. */
    private readonly reconcileAfterSeconds: number,
  ) {}

  /** The payments of a page that need a closer look, by one query. The others are `decided` or `unpaid`. */
  async pick(page: readonly RazorpayPayment[]): Promise<readonly RazorpayPayment[]> {
    const taken = page.filter(isTaken);
    const decided = await this.decisions.findMany(taken.map(({ id }) => id));
    return taken.filter(({ id }) => !decided.has(id));
  }

  /** @throws GatewayError if Razorpay does not answer; the next run tries again */
  async reconcile({ id: paymentId, orderId }: RazorpayPayment): Promise<PaymentFinding> {
    if (orderId === null || this.hopelessOrders.get(orderId)) return 'foreign';
    const found = await this.orders.find(orderId);
    if (found.kind !== 'ours') {
      this.hopelessOrders.set(orderId, true);
      const ids = { orderId, paymentId, found: found.kind };
      if (found.kind !== 'foreign') this.logger.error(ids, 'reconcile.order-unusable');
      return found.kind;
    }
    const age = this.clock.now().getTime() - found.order.createdAt.getTime();
    if (age < this.reconcileAfterSeconds * 1000) return 'young';
    return (await this.settlePayment.settle({ orderId, paymentId })).kind;
  }
}

const STATES_KEPT = 20_000;

/** Finds changes of refunds, ours and manual ones, whose webhook was lost. */
export class ReconcileRefunds {
  /** States of refunds that need nothing, including those of other applications. */
  private readonly known = new BoundedMap<true>(STATES_KEPT);

  constructor(
    private readonly refundRepository: Pick<RefundRepository, 'findMany'>,
    private readonly refundSync: Pick<RefundSync, 'sync'>,
  ) {}

  /** The refunds of a page whose state we have not recorded, by one query. */
  async pick(page: readonly RazorpayRefund[]): Promise<readonly RazorpayRefund[]> {
    const unknown = page.filter((refund) => !this.known.get(stateOf(refund)));
    const rows = await this.refundRepository.findMany(unknown.map(({ paymentId }) => paymentId));
    return unknown.filter((refund) => !isExpected(refund, rows.get(refund.paymentId)));
  }

  /** @throws GatewayError if Razorpay does not answer; the next run tries again */
  async reconcile(refund: RazorpayRefund): Promise<void> {
    await this.refundSync.sync({ paymentId: refund.paymentId, orderId: undefined });
    this.known.set(stateOf(refund), true);
  }
}

function isExpected(refund: RazorpayRefund, row: Refund | undefined): boolean {
  return row !== undefined && agreesWithRazorpay(row, refund);
}

function stateOf({ id, status }: RazorpayRefund): string {
  return `${id} ${status}`;
}
