import type { Settlement, SettlePayment } from '../checkout/index.ts';
import {
  isAlreadyNoted,
  type Refund,
  type RefundRepository,
  type RefundStatus,
  type RefundSync,
} from '../refunds/index.ts';
import type { DisputeRepository } from './dispute.repository.ts';
import { type WebhookEvent, webhookEventNames, type WebhookNote } from './webhook-event.ts';

/** `later`: Razorpay does not say yet what its event said, so it is worth asking again. */
export type Handling =
  | { readonly kind: 'handled'; readonly note: WebhookNote }
  | { readonly kind: 'later'; readonly note: WebhookNote };

const IGNORED: Handling = { kind: 'handled', note: 'ignored' };
const REFUND: Handling = { kind: 'handled', note: 'refund' };

/**
 * What is done about each event. Events are hints (except disputes): they only name a payment, whose present state is
 * asked of Razorpay. So they may come in any order, late, or twice. Only what our row says too is not asked about
 * again: each refund of ours brings two events that tell nothing new.
 */
export class WebhookDispatch {
  constructor(
    private readonly settlePayment: Pick<SettlePayment, 'settle' | 'recall'>,
    private readonly refundSync: Pick<RefundSync, 'sync'>,
    private readonly refundRepository: Pick<RefundRepository, 'find'>,
    private readonly disputes: Pick<DisputeRepository, 'record'>,
  ) {}

  /** @throws whatever keeps Razorpay or MongoDB from answering: the event stays unhandled. */
  async dispatch(event: WebhookEvent): Promise<Handling> {
    const name = webhookEventNames.find((known) => known === event.event);
    switch (name) {
      case 'payment.authorized':
      case 'payment.captured':
      case 'order.paid':
        return this.settleSuccess(event);
      case 'payment.failed':
        // Grants nothing, but a payment that was authorised since is settled.
        return this.settle(event);
      case 'refund.created':
        return this.syncRefunds(event, 'REQUESTED');
      case 'refund.processed':
        return this.syncRefunds(event, 'PROCESSED');
      case 'refund.failed':
        return this.syncRefunds(event, 'FAILED');
      case 'payment.dispute.created':
      case 'payment.dispute.under_review':
      case 'payment.dispute.action_required':
      case 'payment.dispute.won':
      case 'payment.dispute.lost':
      case 'payment.dispute.closed':
        return this.recordDispute(event);
      case undefined:
        return IGNORED;
    }
  }

  private async settle({ orderId, paymentId }: WebhookEvent): Promise<Handling> {
    if (orderId === undefined || paymentId === undefined) return IGNORED;
    const due = { orderId, paymentId };
    return fromSettlement((await this.settlePayment.recall(due)) ?? (await this.settlePayment.settle(due)));
  }

  private async settleSuccess(event: WebhookEvent): Promise<Handling> {
    const { note } = await this.settle(event);
    return { kind: note === 'pending' || note === 'failed' ? 'later' : 'handled', note };
  }

  private async syncRefunds(event: WebhookEvent, status: RefundStatus): Promise<Handling> {
    const { orderId, paymentId, refundId } = event;
    if (paymentId === undefined) return IGNORED;
    const row = (await this.recallRefund(event)) ?? (await this.refundRepository.find(paymentId));
    if (row && isAlreadyNoted(row, { refundId, status })) return REFUND;
    return (await this.refundSync.sync({ orderId, paymentId })) ? REFUND : IGNORED;
  }

  /** Razorpay tells of a refund while it answers the request for it, which is one step of a settlement under way. */
  private async recallRefund({ orderId, paymentId }: WebhookEvent): Promise<Refund | undefined> {
    if (orderId === undefined || paymentId === undefined) return undefined;
    const settlement = await this.settlePayment.recall({ orderId, paymentId });
    return settlement?.kind === 'refunded' ? settlement.refund : undefined;
  }

  private async recordDispute({ dispute }: WebhookEvent): Promise<Handling> {
    if (!dispute) return IGNORED;
    await this.disputes.record(dispute);
    return { kind: 'handled', note: 'dispute' };
  }
}

function fromSettlement({ kind }: Settlement): Handling {
  switch (kind) {
    case 'booked':
    case 'refunded':
    case 'failed':
    case 'pending':
      return { kind: 'handled', note: kind };
    case 'unknown':
      return IGNORED;
  }
}
