import { GatewayError, type RazorpayGateway, type RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { RefundRepository } from './refund.repository.ts';
import { refundIdempotencyKey, type NewRefund, type Refund, type RefundStatus } from './refund.ts';

export interface RefundServiceDeps {
  readonly refunds: RefundRepository;
  readonly razorpay: RazorpayGateway;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Our name for what Razorpay says of a refund. */
const statusFromRazorpay = {
  pending: 'REQUESTED',
  processed: 'PROCESSED',
  failed: 'FAILED',
} as const satisfies Record<RazorpayRefund['status'], RefundStatus>;

/** Razorpay's refund carries the idempotency key here, so that one whose reply was lost is known again. */
const KEY_NOTE = 'idempotencyKey';

export class RefundService {
  constructor(private readonly deps: RefundServiceDeps) {}

  /**
   * Owes and asks for a refund: written as DUE first, so that it is paid whatever happens next. Repeatable; a refund
   * that Razorpay does not confirm now stays DUE for the sweep. Answers with the refund as it stands, and whether this
   * call was the one that wrote it.
   */
  async refundPayment(owed: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const { refund, isNew } = await this.deps.refunds.insertDue(owed);
    return { refund: this.isTimeToAsk(refund) ? await this.requestRefund(refund) : refund, isNew };
  }

  /** Asks Razorpay for a refund that is DUE. Never throws for what Razorpay answers or does not answer. */
  async requestRefund(refund: Refund): Promise<Refund> {
    try {
      const known = refund.attempts > 0 ? await this.findAtRazorpay(refund) : undefined;
      const answer = known ?? (await this.askRazorpay(refund));
      if (!known) await this.deps.refunds.countAttempt(refund.paymentId);
      return await this.applyAnswer(refund, answer);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return this.handleNoAnswer(refund, error);
    }
  }

  /** Takes in what Razorpay says of a refund, by webhook or when asked. Unknown, late and repeated messages change nothing. */
  async applyRazorpayRefund(razorpayRefund: RazorpayRefund): Promise<Refund | undefined> {
    const refund = await this.deps.refunds.find(razorpayRefund.paymentId);
    if (!refund || !isOfThisGeneration(razorpayRefund, refund)) return undefined;
    return this.applyAnswer(refund, razorpayRefund);
  }

  /** Asks for every refund whose time has come; how many were asked for. */
  async requestDueRefunds(limit = 100): Promise<number> {
    const due = await this.deps.refunds.listDue(limit);
    for (const refund of due) await this.requestRefund(refund);
    return due.length;
  }

  private isTimeToAsk(refund: Refund): boolean {
    return refund.status === 'DUE' && refund.nextAttemptAt <= this.deps.clock.now();
  }

  private askRazorpay(refund: Refund): Promise<RazorpayRefund> {
    const { paymentId, amount, bookingId, reason } = refund;
    const idempotencyKey = refundIdempotencyKey(refund);
    this.deps.logger.info({ ...idsOf(refund), reason, attempts: refund.attempts }, 'refund.requested');
    return this.deps.razorpay.requestRefund({
      paymentId,
      amount,
      idempotencyKey,
      notes: { bookingId, reason, [KEY_NOTE]: idempotencyKey },
    });
  }

  /** The refund of this generation at Razorpay, or others that gave back as much: made by hand, say. */
  private async findAtRazorpay(refund: Refund): Promise<RazorpayRefund | undefined> {
    const all = await this.deps.razorpay.fetchRefunds(refund.paymentId);
    const own = all.find(({ notes }) => notes[KEY_NOTE] === refundIdempotencyKey(refund));
    if (own) return own;
    const paid = all.filter(({ status }) => status !== 'failed');
    const total = paid.reduce((sum, { amount }) => sum + amount, 0);
    return total >= refund.amount ? paid[0] : undefined;
  }

  private async applyAnswer(refund: Refund, answer: RazorpayRefund): Promise<Refund> {
    const status = statusFromRazorpay[answer.status];
    const update = { status, refundId: answer.id, arn: answer.arn ?? undefined };
    const advanced = await this.deps.refunds.advance(refund.paymentId, update);
    if (!advanced) return (await this.deps.refunds.find(refund.paymentId)) ?? refund;
    this.deps.logger.info({ ...idsOf(refund), refundId: answer.id, status }, 'refund.advanced');
    return advanced;
  }

  /** A refusal may mean that the money has already gone back; anything else is asked again later. */
  private async handleNoAnswer(refund: Refund, error: GatewayError): Promise<Refund> {
    if (error.kind === 'refused') {
      const known = await this.findAtRazorpay(refund).catch(() => undefined);
      if (known) return this.applyAnswer(refund, known);
    }
    await this.deps.refunds.postpone(refund, `${error.kind}: ${error.description ?? error.message}`);
    this.deps.logger.warn(
      { ...idsOf(refund), kind: error.kind, attempts: refund.attempts + 1 },
      'refund.postponed',
    );
    return (await this.deps.refunds.find(refund.paymentId)) ?? refund;
  }
}

function isOfThisGeneration(razorpayRefund: RazorpayRefund, refund: Refund): boolean {
  return (
    razorpayRefund.id === refund.refundId || razorpayRefund.notes[KEY_NOTE] === refundIdempotencyKey(refund)
  );
}

function idsOf({ paymentId, orderId, bookingId }: Refund) {
  return { paymentId, orderId, bookingId };
}
