import type { Logger } from '../../src/shared/logger.ts';

export const ORDER_ID = 'order_IEIaMR65cu6nz3';
export const PAYMENT_ID = 'pay_IH4NVgf4Dreq1l';

/** An order as the API returns it. */
export const orderJson = (changes: object = {}) => ({
  id: ORDER_ID,
  entity: 'order',
  amount: 49_900,
  amount_paid: 0,
  amount_due: 49_900,
  currency: 'INR',
  receipt: 'session_1',
  offer_id: null,
  status: 'created',
  attempts: 0,
  notes: { site: 'sureslot.example' },
  created_at: 1_700_000_000,
  ...changes,
});

/** A captured payment as the API returns it. */
export const paymentJson = (changes: object = {}) => ({
  id: PAYMENT_ID,
  entity: 'payment',
  amount: 49_900,
  currency: 'INR',
  status: 'captured',
  order_id: ORDER_ID,
  method: 'upi',
  amount_refunded: 0,
  refund_status: null,
  captured: true,
  fee: 1178,
  tax: 180,
  notes: [],
  error_description: null,
  created_at: 1_700_000_100,
  ...changes,
});

/** A processed refund as the API returns it. */
export const refundJson = (changes: object = {}) => ({
  id: 'rfnd_FP8QHiV938haTz',
  entity: 'refund',
  amount: 49_900,
  currency: 'INR',
  payment_id: PAYMENT_ID,
  notes: [],
  receipt: null,
  acquirer_data: { arn: '10000000000000' },
  created_at: 1_700_000_200,
  status: 'processed',
  ...changes,
});

export const collection = (...items: object[]) => ({ entity: 'collection', count: items.length, items });

/** A logger that records the event names. */
export function recordingLogger(): Logger & { readonly events: string[] } {
  const events: string[] = [];
  const record = (_fields: object, event: string) => void events.push(event);
  return { events, debug: record, info: record, warn: record, error: record };
}
