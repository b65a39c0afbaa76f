import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import { isInStep, type Refund, type RefundRepository, type RefundSync } from '../refunds/index.ts';
import { BoundedSet } from './bounded-set.ts';

const STATES_KEPT = 20_000;

/** Finds what happened to refunds, ours and those made by hand at Razorpay, when the webhook was lost. */
export class ReconcileRefunds {
  /** States of refunds that were looked at and need nothing, those of other applications among them. */
  private readonly known = new BoundedSet(STATES_KEPT);

  constructor(
    private readonly refundRepository: Pick<RefundRepository, 'findMany'>,
    private readonly refundSync: Pick<RefundSync, 'sync'>,
  ) {}

  /** Those of a page whose state is news to us, by one query. */
  async pick(page: readonly RazorpayRefund[]): Promise<readonly RazorpayRefund[]> {
    const unknown = page.filter((refund) => !this.known.has(stateOf(refund)));
    const rows = await this.refundRepository.findMany(unknown.map(({ paymentId }) => paymentId));
    return unknown.filter((refund) => !isExpected(refund, rows.get(refund.paymentId)));
  }

  /** @throws GatewayError when Razorpay cannot be asked: the next run tries again. */
  async reconcile(refund: RazorpayRefund): Promise<void> {
    await this.refundSync.sync({ paymentId: refund.paymentId, orderId: undefined });
    this.known.add(stateOf(refund));
  }
}

function isExpected(refund: RazorpayRefund, row: Refund | undefined): boolean {
  return row !== undefined && isInStep(row, refund);
}

function stateOf({ id, status }: RazorpayRefund): string {
  return `${id} ${status}`;
}
