import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
import type { Logger } from '../../shared/logger.ts';
import { digestOf } from '../../shared/text.ts';
import { waitAtMost, withDeadline } from '../../shared/waiting.ts';
import type { PaymentFailure, Settlement, SettlePayment } from '../checkout/index.ts';
import {
  isAlreadyRecorded,
  type Refund,
  type RefundRepository,
  type RefundStatus,
  type RefundSync,
} from '../refunds/index.ts';
import type { DisputeRepository } from './dispute.repository.ts';
import type { WebhookEventRepository } from './webhook-event.repository.ts';
import {
  readWebhookBody,
  type WebhookEvent,
  type WebhookEventContent,
  webhookEventNames,
  type WebhookNote,
} from './webhook-event.ts';

/** Events that one process handles at once. Many share each command to MongoDB; with fewer, leases end in a rush. */
const CONCURRENCY = 64;
/** Milliseconds for all calls to Razorpay of one event. */
const GATEWAY_BUDGET_MS = 9000;
/** Checks of an event whose announcement is not true yet. The reconciler continues afterwards. */
const MAX_CHECKS = 12;

/**
 * Stores events, then handles them: at once in this process, and again by the sweep if that fails. Handling twice, here
 * or in another process, is safe.
 */
export class WebhookInbox {
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly queue = new PQueue({ concurrency: CONCURRENCY });
  /** Handling needs its own deadline, not that of the request or task that started it. */
  private readonly background = new AsyncResource('WebhookInbox');

  constructor(
    private readonly events: WebhookEventRepository,
    private readonly dispatch: WebhookDispatch,
    private readonly logger: Logger,
  ) {}

  /**
   * Stores an event whose signature was checked; resolves once it is durable. A stored but unhandled copy is handled
   * again.
   * @param sentId the id in Razorpay's header, if there is one
   * @throws the error of MongoDB if it could not be stored; then the answer must not be 2xx
   */
  async receive(rawBody: Buffer, sentId: string | undefined): Promise<void> {
    const event = await this.events.insert(
      eventIdOf(rawBody, sentId),
      readWebhookBody(rawBody) ?? unreadable,
    );
    this.logger.info(idsOf(event), 'webhook.stored');
    if (!event.handledAt) void this.handleOnce(event);
  }

  /** Handles events whose handling failed or whose process died. @returns how many there were */
  async handlePending(atMost = 500): Promise<number> {
    const started: Promise<void>[] = [];
    while (started.length < atMost) {
      const event = await this.events.takeNext();
      if (!event) break;
      started.push(this.handleOnce(event));
    }
    await Promise.all(started);
    return started.length;
  }

  /** Handles an event again on request, which is safe. Undefined if it does not exist. @returns the event afterwards */
  async replay(eventId: string): Promise<WebhookEvent | undefined> {
    const event = await this.events.reopen(eventId);
    if (!event) return undefined;
    this.logger.info(idsOf(event), 'webhook.replayed');
    await this.handleOnce(event);
    return this.events.find(eventId);
  }

  /**
   * Resolves when nothing is being handled any more, or after `maxWaitMs` milliseconds, for a graceful stop. The sweep
   * picks up the rest.
   */
  async drain(maxWaitMs = 10_000): Promise<void> {
    await waitAtMost(maxWaitMs, this.queue.onIdle());
  }

  /** Never rejects. Copies that come while the event is being handled join in. */
  private handleOnce(event: WebhookEvent): Promise<void> {
    const underWay = this.inFlight.get(event.eventId);
    if (underWay) return underWay;
    const handling = this.queue
      .add(() => this.background.runInAsyncScope(() => this.handle(event)))
      .finally(() => this.inFlight.delete(event.eventId));
    this.inFlight.set(event.eventId, handling);
    return handling;
  }

  private async handle(event: WebhookEvent): Promise<void> {
    const { events, dispatch, logger } = this;
    try {
      const handling = await withDeadline(GATEWAY_BUDGET_MS, () => dispatch.dispatch(event));
      const { kind, note } = handling;
      if (kind === 'later' && event.attempts < MAX_CHECKS) {
        await events.postpone(event, `Razorpay says that the payment is ${note}`);
        return;
      }
      await events.markHandled(event.eventId, handling);
      logger.info({ ...idsOf(event), note }, 'webhook.handled');
    } catch (error) {
      logger.warn({ ...idsOf(event), attempts: event.attempts + 1, error }, 'webhook.postponed');
      // Without MongoDB this write fails, too. The lease ends by itself.
      await events.postpone(event, messageOf(error)).catch(() => undefined);
    }
  }
}

const unreadable: WebhookEventContent = {
  event: 'unreadable',
  orderId: undefined,
  paymentId: undefined,
  refundId: undefined,
  dispute: undefined,
};

const EVENT_ID = /^[\w-]{1,64}$/;

/** The header is not signed, so an odd value counts as missing. */
function eventIdOf(rawBody: Buffer, sentId: string | undefined): string {
  if (sentId !== undefined && EVENT_ID.test(sentId)) return sentId;
  return digestOf(rawBody, 'hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'unknown';
}

function idsOf({ eventId, event, orderId, paymentId, refundId }: WebhookEvent) {
  return { eventId, webhook: event, orderId, paymentId, refundId };
}

/** `later`: Razorpay does not confirm yet what the event said, so it is checked again. */
export type Handling =
  | { readonly kind: 'handled'; readonly note: WebhookNote; readonly failure?: PaymentFailure }
  | { readonly kind: 'later'; readonly note: WebhookNote };

const IGNORED: Handling = { kind: 'handled', note: 'ignored' };
const REFUND: Handling = { kind: 'handled', note: 'refund' };

/**
 * Handles each kind of event. Except for disputes, events are hints: they name a payment, whose present state is read
 * from Razorpay. So they may come in any order, late, or twice. Refund events that our row already agrees with need no
 * call: each of our refunds causes two of them.
 */
export class WebhookDispatch {
  constructor(
    private readonly settlePayment: Pick<SettlePayment, 'settle' | 'recall'>,
    private readonly refundSync: Pick<RefundSync, 'sync'>,
    private readonly refundRepository: Pick<RefundRepository, 'find'>,
    private readonly disputes: Pick<DisputeRepository, 'record'>,
  ) {}

  /** @throws errors of Razorpay or MongoDB; the event stays unhandled */
  async dispatch(event: WebhookEvent): Promise<Handling> {
    const name = webhookEventNames.find((known) => known === event.event);
    switch (name) {
      case 'payment.authorized':
      case 'payment.captured':
      case 'order.paid':
        return this.settleSuccess(event);
      case 'payment.failed':
        // Grants nothing, but settles a payment that was authorised since.
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
    const handling = await this.settle(event);
    const { note } = handling;
    return note === 'pending' || note === 'failed' ? { kind: 'later', note } : handling;
  }

  private async syncRefunds(event: WebhookEvent, status: RefundStatus): Promise<Handling> {
    const { orderId, paymentId, refundId } = event;
    if (paymentId === undefined) return IGNORED;
    const row = (await this.recallRefund(event)) ?? (await this.refundRepository.find(paymentId));
    if (row && isAlreadyRecorded(row, { refundId, status })) return REFUND;
    return (await this.refundSync.sync({ orderId, paymentId })) ? REFUND : IGNORED;
  }

  /**
   * Razorpay sends refund events before it has answered our request for the refund, while the settlement is still
   * running.
   */
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

function fromSettlement(settlement: Settlement): Handling {
  const { kind } = settlement;
  switch (kind) {
    case 'booked':
    case 'refunded':
    case 'pending':
      return { kind: 'handled', note: kind };
    case 'failed':
      return { kind: 'handled', note: kind, failure: settlement.failure };
    case 'unknown':
      return IGNORED;
  }
}
