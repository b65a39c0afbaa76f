import type { Settlement, SettlePayment } from '../checkout/index.ts';
import {
  isAlreadyNoted,
  type RefundRepository,
  type RefundStatus,
  type RefundSync,
} from '../refunds/index.ts';
import {
  type WebhookEvent,
  type WebhookEventName,
  webhookEventNames,
  type WebhookNote,
} from './webhook-event.ts';

/** `later`: Razorpay does not say yet what its event said, so it is worth asking again. */
export type Handling =
  | { readonly kind: 'handled'; readonly note: WebhookNote }
  | { readonly kind: 'later'; readonly note: WebhookNote };

export type WebhookHandlers = Readonly<Record<WebhookEventName, (event: WebhookEvent) => Promise<Handling>>>;

/**
 * What is done about each event. None of them is believed: they only name a payment, whose present state is asked of
 * Razorpay. So they may come in any order, late, or twice. Only what our row says too is not asked about again: each
 * refund of ours brings two events that tell nothing new.
 */
export function createWebhookHandlers(
  settlePayment: Pick<SettlePayment, 'settle'>,
  refundSync: Pick<RefundSync, 'sync'>,
  refundRepository: Pick<RefundRepository, 'find'>,
): WebhookHandlers {
  const settle = async ({ orderId, paymentId }: WebhookEvent): Promise<Handling> => {
    if (orderId === undefined || paymentId === undefined) return ignored;
    return fromSettlement(await settlePayment.settle({ orderId, paymentId }));
  };
  const settleSuccess = async (event: WebhookEvent): Promise<Handling> => {
    const { note } = await settle(event);
    return { kind: note === 'pending' || note === 'failed' ? 'later' : 'handled', note };
  };
  const syncRefunds =
    (status: RefundStatus) =>
    async ({ orderId, paymentId, refundId }: WebhookEvent): Promise<Handling> => {
      if (paymentId === undefined) return ignored;
      const row = await refundRepository.find(paymentId);
      if (row && isAlreadyNoted(row, { refundId, status })) return refunded;
      const isOurs = await refundSync.sync({ orderId, paymentId });
      return isOurs ? refunded : ignored;
    };
  return {
    'payment.authorized': settleSuccess,
    'payment.captured': settleSuccess,
    'order.paid': settleSuccess,
    // Grants nothing, but a payment that was authorised since is settled by the way.
    'payment.failed': settle,
    'refund.created': syncRefunds('REQUESTED'),
    'refund.processed': syncRefunds('PROCESSED'),
    'refund.failed': syncRefunds('FAILED'),
  };
}

/** @throws whatever keeps Razorpay or MongoDB from answering: the event stays unhandled. */
export async function dispatchWebhook(handlers: WebhookHandlers, event: WebhookEvent): Promise<Handling> {
  const name = webhookEventNames.find((known) => known === event.event);
  return name ? handlers[name](event) : ignored;
}

const ignored: Handling = { kind: 'handled', note: 'ignored' };
const refunded: Handling = { kind: 'handled', note: 'refund' };

function fromSettlement({ kind }: Settlement): Handling {
  switch (kind) {
    case 'booked':
    case 'refunded':
    case 'failed':
    case 'pending':
      return { kind: 'handled', note: kind };
    case 'unknown':
      return ignored;
  }
}
