import type * as z from 'zod';
import type { Sandbox } from '../app.ts';
import {
  type Dispute,
  newId,
  type Payment,
  type SignedPayment,
  signPayment,
  unixNow,
} from '../core/entities.ts';
import { badRequest, failures } from '../core/errors.ts';
import type { disputeSchema, paySchema } from './control.routes.ts';

/** A payment with the fields that Checkout would pass to the merchant. Signed whatever its outcome. */
export interface MadePayment extends SignedPayment {
  readonly payment: Payment;
}

/** Pays an order without a browser. @throws ApiError if the order is paid, unless forced */
export function payOrder(
  sandbox: Sandbox,
  orderId: string,
  request: z.output<typeof paySchema>,
): MadePayment {
  const { orders, payments, keys } = sandbox;
  const order = orders.get(orderId);
  const { outcome, webhooks, force, method, amount, currency, notes } = request;
  if (!force && orders.hasSuccessfulPayment(order.id))
    throw badRequest('Payment already done for this order.');
  const started = payments.start(order.id, {
    ...(method && { method }),
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(notes && { notes }),
  });
  const payment = applyOutcome(sandbox, started, { outcome, lost: !webhooks });
  return { ...signPayment(order.id, payment.id, keys.keySecret), payment };
}

function applyOutcome(
  { payments }: Sandbox,
  started: Payment,
  { outcome, lost }: { outcome: z.output<typeof paySchema>['outcome']; lost: boolean },
): Payment {
  switch (outcome) {
    case 'created':
      return started;
    case 'pending':
      return payments.postpone(started);
    case 'failed':
      return payments.fail(started, failures.payment_failed, { lost });
    case 'authorized':
      return payments.authorize(started, { lost });
    case 'captured':
      return payments.capture(payments.authorize(started, { lost }), { lost });
  }
}

const WEEK_S = 7 * 24 * 60 * 60;

const statusAfter = {
  created: 'open',
  under_review: 'under_review',
  action_required: 'open',
  won: 'won',
  lost: 'lost',
  closed: 'closed',
} as const;

/** Sends an event about a dispute. The sandbox stores no disputes. */
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
