import {
  type EventPublisher,
  newBankReference,
  newId,
  type Notes,
  type Payment,
  type Refund,
  type RefundSpeed,
  type RefundStatus,
  unixNow,
} from './entities.ts';
import { ApiError, badRequest, unknownId } from './errors.ts';
import type { Payments } from './payments.ts';
import type { SandboxSettings, SandboxStore } from './store.ts';

/** In paise. In Razorpay's test mode, a refund of ₹24.68 fails. */
const FAILING_AMOUNT = 2468;

/** Banks accept no refund of an older payment. */
const REFUNDABLE_FOR_S = 183 * 24 * 60 * 60;

export interface NewRefund {
  /** In paise. Default: what is left of the payment. */
  readonly amount?: number;
  readonly speed: RefundSpeed;
  readonly notes: Notes;
  readonly receipt: string | null;
}

export class Refunds {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly store: SandboxStore,
    private readonly payments: Payments,
    private readonly events: EventPublisher,
    private readonly settings: SandboxSettings,
  ) {
    for (const refund of store.refunds.all()) this.scheduleFailure(refund);
  }

  /** @throws ApiError if there is none */
  get(id: string): Refund {
    const refund = this.store.refunds.get(id);
    if (!refund) throw unknownId();
    return refund;
  }

  /**
   * Refunds all or part of a payment. The payment counts it at once, even while it is pending.
   * @throws ApiError if it is not allowed
   */
  create(paymentId: string, request: NewRefund): Refund {
    const payment = this.payments.get(paymentId);
    const amount = refundableAmount(payment, request.amount);
    const status = amount === FAILING_AMOUNT ? 'pending' : this.settings.refundStatus;
    const refund = this.store.refunds.save(newRefund(payment, { ...request, amount, status }));
    const refunded = this.countRefunded(payment, amount);
    this.events.publish('refund.created', { payment: refunded, refund });
    if (status === 'processed') this.events.publish('refund.processed', { payment: refunded, refund });
    this.scheduleFailure(refund);
    return refund;
  }

  /** Ends a pending refund. A processed one can still fail, for example if a closed account returns the money. */
  settle(id: string, status: Exclude<RefundStatus, 'pending'>): Refund {
    const refund = this.get(id);
    if (refund.status === status) return refund;
    if (refund.status === 'failed') throw badRequest('A refund that failed stays failed');
    const arn = status === 'processed' ? newBankReference() : null;
    const settled = this.store.refunds.save({ ...refund, status, acquirer_data: { arn } });
    const payment = this.payments.get(refund.payment_id);
    // The money of a failed refund is the merchant's again, so it can be refunded again.
    const counted = status === 'failed' ? this.countRefunded(payment, -refund.amount) : payment;
    this.events.publish(`refund.${status}`, { payment: counted, refund: settled });
    return settled;
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private countRefunded(payment: Payment, amount: number): Payment {
    const total = payment.amount_refunded + amount;
    const isFull = total === payment.amount;
    return this.store.payments.save({
      ...payment,
      amount_refunded: total,
      status: isFull ? 'refunded' : 'captured',
      refund_status: isFull ? 'full' : total > 0 ? 'partial' : null,
    });
  }

  private scheduleFailure(refund: Refund): void {
    if (refund.status !== 'pending' || refund.amount !== FAILING_AMOUNT) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (this.get(refund.id).status === 'pending') this.settle(refund.id, 'failed');
    }, this.settings.refundFailureMs);
    this.timers.add(timer);
  }
}

function refundableAmount(payment: Payment, requested: number | undefined): number {
  if (payment.status === 'refunded') {
    throw badRequest('The payment has been fully refunded already', { reason: 'payment_already_refunded' });
  }
  if (payment.status !== 'captured')
    throw badRequest('The payment status should be captured for action to be taken');
  if (unixNow() - payment.created_at > REFUNDABLE_FOR_S) {
    throw badRequest('Refund is not supported by the bank because the payment is more than 6 months old');
  }
  const left = payment.amount - payment.amount_refunded;
  const amount = requested ?? left;
  if (amount <= left) return amount;
  throw badRequest('The refund amount provided is greater than amount captured', { field: 'amount' });
}

function newRefund(payment: Payment, request: NewRefund & { amount: number; status: RefundStatus }): Refund {
  return {
    id: newId('rfnd'),
    entity: 'refund',
    amount: request.amount,
    currency: payment.currency,
    payment_id: payment.id,
    notes: request.notes,
    receipt: request.receipt,
    acquirer_data: { arn: request.status === 'processed' ? newBankReference() : null },
    created_at: unixNow(),
    batch_id: null,
    status: request.status,
    speed_processed: request.speed === 'optimum' ? 'instant' : 'normal',
    speed_requested: request.speed,
  };
}

const KEY_SHAPE = /^[A-Za-z0-9_-]{10,}$/;

/** Makes refunds repeatable: the same key with the same body returns the same refund. */
export class IdempotentRefunds {
  private readonly inFlight = new Map<string, string>();

  constructor(
    private readonly refunds: Refunds,
    private readonly store: SandboxStore,
    private readonly settings: SandboxSettings,
  ) {}

  /**
   * @param request the payment and the body as sent, which must be the same each time
   * @throws ApiError 409 while a request with this key is running, and if the key was used for another request
   */
  async create(key: string | undefined, request: { paymentId: string; body: unknown; refund: NewRefund }) {
    if (key === undefined) return this.process(request);
    if (!KEY_SHAPE.test(key))
      throw badRequest('The idempotency key must have 10 or more of A-Z, a-z, 0-9, _ and -');
    const fingerprint = JSON.stringify([request.paymentId, request.body]);
    const known = this.store.refundKeys.get(key);
    if ((known?.request ?? this.inFlight.get(key) ?? fingerprint) !== fingerprint) {
      throw new ApiError(409, 'Different request body sent for the same idempotency key');
    }
    if (known) return this.refunds.get(known.refund_id);
    if (this.inFlight.has(key))
      throw new ApiError(409, 'Another request with this idempotency key is in progress');
    this.inFlight.set(key, fingerprint);
    try {
      const refund = await this.process(request);
      this.store.refundKeys.save({
        id: key,
        request: fingerprint,
        refund_id: refund.id,
        created_at: unixNow(),
      });
      return refund;
    } finally {
      this.inFlight.delete(key);
    }
  }

  private async process({ paymentId, refund }: { paymentId: string; refund: NewRefund }): Promise<Refund> {
    if (this.settings.refundProcessingMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, this.settings.refundProcessingMs));
    }
    return this.refunds.create(paymentId, refund);
  }
}
