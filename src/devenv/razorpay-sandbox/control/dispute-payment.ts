import type { z } from 'zod';
import type { Dispute } from '../core/entities.ts';
import { newId, unixNow } from '../core/ids.ts';
import type { Sandbox } from '../sandbox.ts';
import type { disputeSchema } from './control.routes.ts';

const WEEK_S = 7 * 24 * 60 * 60;

const statusAfter = {
  created: 'open',
  under_review: 'under_review',
  action_required: 'open',
  won: 'won',
  lost: 'lost',
  closed: 'closed',
} as const;

/** Announces what happens to a dispute of a payment. The sandbox keeps none: the events tell all of it. */
export function disputePayment(
  { payments, webhooks }: Sandbox,
  paymentId: string,
  { event, id }: z.output<typeof disputeSchema>,
): Dispute {
  const payment = payments.get(paymentId);
  const status = statusAfter[event];
  const dispute: Dispute = {
    id: id ?? newId('disp'),
    entity: 'dispute',
    payment_id: payment.id,
    amount: payment.amount,
    currency: payment.currency,
    amount_deducted: status === 'lost' ? payment.amount : 0,
    reason_code: 'goods_or_services_not_received_or_partially_received',
    respond_by: unixNow() + WEEK_S,
    status,
    phase: 'chargeback',
    created_at: unixNow(),
  };
  webhooks.publish(`payment.dispute.${event}`, { payment, dispute });
  return dispute;
}
