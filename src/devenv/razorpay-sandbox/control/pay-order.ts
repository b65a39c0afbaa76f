import type { z } from 'zod';
import { badRequest } from '../core/errors.ts';
import type { Payment } from '../core/entities.ts';
import { failures } from '../core/errors.ts';
import { signPayment, type SignedPayment } from '../core/signatures.ts';
import type { Sandbox } from '../sandbox.ts';
import type { paySchema } from './control.routes.ts';

/** A payment and what Checkout would hand to the merchant for it; signed whatever its outcome. */
export interface MadePayment extends SignedPayment {
  readonly payment: Payment;
}

/** Pays an order as a payer would, without a browser. @throws ApiError when the order is paid, unless forced. */
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
  const payment = bringTo(sandbox, started, { outcome, lost: !webhooks });
  return { ...signPayment(order.id, payment.id, keys.keySecret), payment };
}

function bringTo(
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
