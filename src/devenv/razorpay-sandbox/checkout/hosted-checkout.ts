import type { Payment } from '../core/entities.ts';
import { failures, toCheckoutError, type CheckoutError } from '../core/failures.ts';
import { newId } from '../core/ids.ts';
import type { PaymentDetails } from '../core/payments.ts';
import { signPayment } from '../core/signatures.ts';
import type { Sandbox } from '../sandbox.ts';
import type { HostedState } from './hosted-state.ts';
import type { Decision } from './test-instruments.ts';

/** Form fields by name. */
export type Fields = Readonly<Record<string, string>>;

/** The payment of a hosted page, begun if it is not yet. One that failed before gives way to a new one. */
export function beginPayment(
  { payments, store }: Sandbox,
  state: HostedState,
  details: PaymentDetails,
): Payment {
  const known = store.payments.get(state.payment_id);
  if (known && known.status !== 'failed') return known;
  const { prefill, description, notes } = state;
  const id = known ? newId('pay') : state.payment_id;
  const { email, contact } = prefill;
  return payments.start(state.order_id, { id, email, contact, description, notes, ...details });
}

/** Brings an undecided payment to its end; a decided one stays as it is, so that a repeated click changes nothing. */
export function decidePayment({ payments }: Sandbox, payment: Payment, decision: Decision): Payment {
  if (payment.status !== 'created') return payment;
  if (decision.kind === 'success') return payments.succeed(payment);
  return payments.fail(payment, failures[decision.kind === 'failure' ? decision.reason : 'payment_failed']);
}

/** What the browser posts to the merchant's `callback_url`. */
export function returnFields({ keys }: Sandbox, payment: Payment): Fields {
  return payment.status === 'failed'
    ? failureFields(toCheckoutError(payment))
    : { ...signPayment(payment.order_id, payment.id, keys.keySecret) };
}

/** The fields of a success or a failure of a bank that is yet to be chosen by the payer. */
export function bankFields({ keys }: Sandbox, state: HostedState): { success: Fields; failure: Fields } {
  const { order_id, payment_id: id } = state;
  return {
    success: { ...signPayment(order_id, id, keys.keySecret) },
    failure: failureFields(toCheckoutError({ ...failures.payment_failed, id, order_id })),
  };
}

function failureFields({ metadata, ...error }: CheckoutError): Fields {
  const named = Object.entries(error).map(([name, value]): [string, string] => [`error[${name}]`, value]);
  return { ...Object.fromEntries(named), 'error[metadata]': JSON.stringify(metadata) };
}
