import type { RazorpayGateway, RazorpayPayment } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import {
  type PaymentDecisionRepository,
  readOrderTerms,
  type Settlement,
  type SettlePayment,
} from '../checkout/index.ts';
import { BoundedSet } from './bounded-set.ts';

/**
 * What was found of a payment. `decided`: nothing to do. `unpaid`: failed or undecided so far; it is looked at again in
 * every run, for it can still be authorised. `young`: its order is not old enough. The rest is what settling it gave.
 */
export type PaymentFinding = 'decided' | 'unpaid' | 'young' | 'foreign' | Settlement['kind'];

const FOREIGN_ORDERS_KEPT = 20_000;

/** Finds payments that nobody told us of, and settles them. */
export class ReconcilePayments {
  /** Which orders are not ours never changes, and on an account that is shared they are many. */
  private readonly foreignOrders = new BoundedSet(FOREIGN_ORDERS_KEPT);

  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly decisions: PaymentDecisionRepository,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly clock: Clock,
    private readonly site: string,
    /** How old an order must be before anything is done about it: until then the browser and the webhook have time. */
    private readonly reconcileAfterSeconds: number,
  ) {}

  /** Those of a page that are worth a closer look, by one query; the others are `decided` or `unpaid`. */
  async pick(page: readonly RazorpayPayment[]): Promise<readonly RazorpayPayment[]> {
    const taken = page.filter(({ captured, status }) => captured || status === 'authorized');
    const decided = await this.decisions.findMany(taken.map(({ id }) => id));
    return taken.filter(({ id }) => !decided.has(id));
  }

  /** @throws GatewayError when Razorpay cannot be asked: the next run tries again. */
  async reconcile({ id: paymentId, orderId }: RazorpayPayment): Promise<PaymentFinding> {
    if (orderId === null || this.foreignOrders.has(orderId)) return 'foreign';
    const { razorpay, site, clock, reconcileAfterSeconds, settlePayment } = this;
    const order = await razorpay.fetchOrder(orderId);
    if (!order || !readOrderTerms(order, site)) {
      this.foreignOrders.add(orderId);
      return 'foreign';
    }
    const age = clock.now().getTime() - order.createdAt.getTime();
    if (age < reconcileAfterSeconds * 1000) return 'young';
    return (await settlePayment.settle({ orderId, paymentId })).kind;
  }
}
