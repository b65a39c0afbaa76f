import type { Model, QueryFilter } from 'mongoose';
import {
  addCounts,
  countedBy,
  countKinds,
  isOneOfTexts,
  isText,
  type KindCounts,
  kindsOf,
} from '../../gateways/mongo/index.ts';
import type { PaymentDecisionRecord } from '../checkout/index.ts';
import { type RefundModel, type RefundRecord, refundStatuses } from '../refunds/index.ts';
import type { WebhookEventModel, WebhookEventRecord } from '../webhooks/index.ts';
import {
  type AmountSum,
  chosenBy,
  newestFirst,
  ofSale,
  type Paging,
  type SaleMatch,
  type SalePair,
  type Search,
  searchSales,
  sumAmounts,
  toObjectId,
  withinDays,
} from './admin-search.repository.ts';

/** The choice of payments that failed, besides the decisions. */
export const FAILED = 'FAILED';

/** A payment that Razorpay told us has failed. */
export interface FailedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly failedAt: Date;
  /** Missing in events of earlier versions. */
  readonly failure: NonNullable<WebhookEventRecord['failure']> | undefined;
}

/** One of the payments of a payer for one session. */
export interface PaymentTry {
  readonly paymentId: string;
  readonly at: Date;
  readonly outcome: PaymentDecisionRecord['outcome'] | typeof FAILED;
  /** The id of its booking, whether or not it got one. Missing if it failed. */
  readonly bookedAs?: string;
  readonly failure?: FailedPayment['failure'];
}

/** Nobody tries more often; if somebody does, the newest ones are enough. */
const MAX_TRIES = 10;

const paymentKinds = kindsOf('outcome', ['BOOKED', 'REFUND']);
const refundKinds = kindsOf('status', refundStatuses);

/** Payments and refunds for the admin pages, newest first. It never writes. */
export class AdminMoneyRepository {
  constructor(
    private readonly decisions: Model<PaymentDecisionRecord>,
    private readonly refunds: RefundModel,
    private readonly webhooks: WebhookEventModel,
  ) {}

  listPayments(search: Search, paging: Paging) {
    const query = { ...searchPayments(search), ...chosenBy('outcome', search) };
    return this.decisions
      .find(query as QueryFilter<PaymentDecisionRecord>, null, newestFirst('decidedAt', paging))
      .lean();
  }

  /** Payments that failed, as Razorpay told us. */
  async listFailures(search: Search, paging: Paging): Promise<readonly FailedPayment[]> {
    const query = searchFailures(search) as QueryFilter<WebhookEventRecord>;
    const events = await this.webhooks.find(query, null, newestFirst('receivedAt', paging)).lean();
    return events.map(({ paymentId, orderId, receivedAt, failure }) => ({
      paymentId: paymentId ?? '',
      orderId: orderId ?? '',
      failedAt: receivedAt,
      failure: failure ?? undefined,
    }));
  }

  /** By decision, and those that failed. */
  async countPaymentKinds(search: Search): Promise<KindCounts> {
    const isSearch = search.text !== undefined;
    const [decided, failed] = await Promise.all([
      countKinds(this.decisions, paymentKinds, countedBy(searchPayments(search), isSearch)),
      countKinds(this.webhooks, {}, countedBy(searchFailures(search), isSearch)),
    ]);
    return addCounts(decided, { all: failed.all, kinds: { [FAILED]: failed.all } });
  }

  /** Who paid for which session, also in vain: of the newest payments of people or sessions. */
  async listPairs(match: SaleMatch, limit: number): Promise<readonly SalePair[]> {
    const search = { sales: [match] };
    const paging = { skip: 0, limit };
    const [decided, failed] = await Promise.all([
      this.listPayments(search, paging),
      this.listFailures(search, paging),
    ]);
    return [...decided, ...failed.flatMap(({ failure }) => failure ?? [])].map(
      ({ userId, timeSlotId: slotId }) => ({ userId, slotId }),
    );
  }

  /** All payments of a payer for a session, the newest first. */
  async listTries(userId: unknown, slotId: unknown): Promise<readonly PaymentTry[]> {
    const [payer, slot] = [toObjectId(String(userId)), toObjectId(String(slotId))];
    if (!payer || !slot) return [];
    const search = { sales: [{ userIds: [payer], slotIds: [slot] }] };
    const newest = { skip: 0, limit: MAX_TRIES };
    const [decided, failed] = await Promise.all([
      this.listPayments(search, newest),
      this.listFailures(search, newest),
    ]);
    const paid = decided.map(({ _id: paymentId, outcome, decidedAt: at, bookingId: bookedAs }) => ({
      paymentId,
      outcome,
      at,
      bookedAs,
    }));
    const isPaid = new Set(paid.map(({ paymentId }) => paymentId));
    const unpaid = failed
      .filter(({ paymentId }) => !isPaid.has(paymentId))
      .map(({ paymentId, failedAt: at, failure }) => ({ paymentId, outcome: FAILED, at, failure }) as const);
    return [...paid, ...unpaid].sort((one, other) => +other.at - +one.at);
  }

  /** The total and the number of the payments found. Undefined if there are more than `max`. */
  async sumPayments(search: Search, max: number): Promise<AmountSum | undefined> {
    const query = { ...searchPayments(search), ...chosenBy('outcome', search) };
    const sum = await sumAmounts(this.decisions, query, max + 1);
    return sum.count > max ? undefined : sum;
  }

  /** Payments for seats booked since a time, or until another. */
  sumBooked(since: Date, before?: Date): Promise<AmountSum> {
    return sumAmounts(this.decisions, {
      ...withinDays('decidedAt', { from: since, before }),
      outcome: 'BOOKED',
    });
  }

  findDecision(paymentId: string) {
    return this.decisions.findById(paymentId).lean();
  }

  /** Who paid what for which session, by payment. */
  async salesOf(paymentIds: readonly string[]) {
    const decisions = await this.decisions
      .find({ _id: { $in: [...new Set(paymentIds)] } }, { userId: 1, timeSlotId: 1, amount: 1 })
      .lean();
    return new Map(decisions.map((decision) => [decision._id, decision]));
  }

  listRefunds(search: Search, paging: Paging) {
    const query = { ...searchRefunds(search), ...chosenBy('status', search) };
    return this.refunds
      .find(query as QueryFilter<RefundRecord>, null, newestFirst('createdAt', paging))
      .lean();
  }

  countRefundKinds(search: Search): Promise<KindCounts> {
    const isSearch = search.text !== undefined;
    return countKinds(this.refunds, refundKinds, countedBy(searchRefunds(search), isSearch));
  }

  findRefund(paymentId: string) {
    return this.refunds.findOne({ razorpayPaymentId: isText(paymentId) }).lean();
  }

  /** The refunds of all payments of a checkout. */
  listRefundsOfBooking(bookingId: string) {
    return this.refunds.find({ bookingId: isText(bookingId) }).lean();
  }

  /** The refunds of payments, by payment. */
  async refundsOf(paymentIds: readonly string[]) {
    const refunds = await this.refunds
      .find(
        { razorpayPaymentId: isOneOfTexts(paymentIds) },
        { razorpayPaymentId: 1, status: 1, amount: 1, refusedForGoodAt: 1 },
      )
      .lean();
    return new Map(refunds.map((refund) => [refund.razorpayPaymentId, refund]));
  }
}

function searchPayments(search: Search): object {
  const fields = { ...ofSale, ids: ['_id', 'orderId', 'bookingId'] };
  return { ...searchSales(search, fields), ...withinDays('decidedAt', search) };
}

function searchFailures(search: Search): object {
  const fields = { user: 'failure.userId', slot: 'failure.timeSlotId', amount: 'failure.amount' };
  return {
    note: 'failed',
    ...searchSales(search, { ...fields, ids: ['paymentId', 'orderId'] }),
    ...withinDays('receivedAt', search),
  };
}

function searchRefunds(search: Search): object {
  const ids = ['razorpayPaymentId', 'bookingId', 'razorpayOrderId', 'razorpayRefundId', 'arn'];
  return { ...searchSales(search, { ...ofSale, ids }), ...withinDays('createdAt', search) };
}
