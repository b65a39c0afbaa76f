import type { Model, QueryFilter } from 'mongoose';
import {
  addCounts,
  countedBy,
  countKinds,
  isOneOfTexts,
  isText,
  type KindCounts,
  SEARCH_TIMEOUT_MS,
  kindsOf,
} from '../../gateways/mongo/index.ts';
import type { PaymentDecisionRecord } from '../checkout/index.ts';
import { mailStatuses, type OutboxRecord } from '../notifications/index.ts';
import {
  type RefundBacklogRepository,
  type RefundModel,
  type RefundRecord,
  type RefundStatus,
  refundStatuses,
} from '../refunds/index.ts';
import {
  type DisputeModel,
  type DisputeRecord,
  disputeStatuses,
  type WebhookEventModel,
  type WebhookEventRecord,
  webhookNotes,
} from '../webhooks/index.ts';
import {
  ofSale,
  oneOf,
  type Paging,
  type PaymentSum,
  type SaleFields,
  type SaleMatch,
  type SalePair,
  salesOf,
  type Search,
  toObjectId,
  withinDays,
} from './admin-people.repository.ts';

const handledNotes = webhookNotes.filter((note) => note !== 'ignored');

/** The states that webhook events are filtered by. */
export const webhookStates: Readonly<Record<string, object>> = {
  waiting: { nextAttemptAt: { $exists: true } },
  // Each note is named, so that the index on notes returns the newest first.
  handled: { handledAt: { $exists: true }, note: { $in: [...handledNotes, null] } },
  ignored: { note: 'ignored' },
};

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

const kinds = {
  payments: kindsOf('outcome', ['BOOKED', 'REFUND']),
  refunds: kindsOf('status', refundStatuses),
  disputes: kindsOf('status', disputeStatuses),
  mails: kindsOf('status', mailStatuses),
};

/** Payments, refunds, webhooks and mails for the admin pages, newest first. It never writes. */
export class AdminMoneyRepository {
  constructor(
    private readonly decisions: Model<PaymentDecisionRecord>,
    private readonly refunds: RefundModel,
    private readonly disputes: DisputeModel,
    private readonly webhooks: WebhookEventModel,
    private readonly outbox: Model<OutboxRecord>,
    private readonly refundBacklog: Pick<RefundBacklogRepository, 'countByStatus'>,
  ) {}

  listPayments(search: Search, paging: Paging) {
    return this.decisions
      .find(
        searchPayments(search) as QueryFilter<PaymentDecisionRecord>,
        null,
        newestFirst('decidedAt', paging),
      )
      .lean();
  }

  /** Payments that failed, as Razorpay told us. */
  async listFailures(search: Search, paging: Paging): Promise<readonly FailedPayment[]> {
    const events = await this.webhooks
      .find(
        searchFailures(search) as QueryFilter<WebhookEventRecord>,
        null,
        newestFirst('receivedAt', paging),
      )
      .lean();
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
      countKinds(
        this.decisions,
        kinds.payments,
        countedBy(searchPayments({ ...search, choice: undefined }), isSearch),
      ),
      countKinds(this.webhooks, {}, countedBy(searchFailures(search), isSearch)),
    ]);
    return addCounts(decided, { all: failed.all, kinds: { [FAILED]: failed.all } });
  }

  /** Who paid for which session, also in vain: of the newest payments of people or sessions. */
  async listPairs(match: SaleMatch, limit: number): Promise<readonly SalePair[]> {
    const search = { text: undefined, choice: undefined, sales: [match] };
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
    const search = { text: undefined, choice: undefined, sales: [{ userIds: [payer], slotIds: [slot] }] };
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
  async sumPayments(search: Search, max: number): Promise<PaymentSum | undefined> {
    const sum = await this.sum(searchPayments(search), max + 1);
    return sum.count > max ? undefined : sum;
  }

  listRefunds({ choice, ...search }: Search, paging: Paging) {
    const query = { ...searchRefunds(search), ...(choice !== undefined && { status: choice }) };
    return this.refunds
      .find(query as QueryFilter<RefundRecord>, null, newestFirst('createdAt', paging))
      .lean();
  }

  countRefundKinds(search: Search): Promise<KindCounts> {
    return countKinds(
      this.refunds,
      kinds.refunds,
      countedBy(searchRefunds(search), search.text !== undefined),
    );
  }

  listDisputes({ text, choice }: Search, paging: Paging) {
    const query = { ...searchDisputes(text), ...(choice !== undefined && { status: choice }) };
    return this.disputes
      .find(query as QueryFilter<DisputeRecord>, null, newestFirst('toldAt', paging))
      .lean();
  }

  countDisputeKinds({ text }: Search): Promise<KindCounts> {
    return countKinds(this.disputes, kinds.disputes, countedBy(searchDisputes(text), text !== undefined));
  }

  listWebhooks({ text, choice }: Search, paging: Paging) {
    const query = { ...searchWebhooks(text), ...webhookStates[choice ?? ''] };
    return this.webhooks
      .find(query as QueryFilter<WebhookEventRecord>, null, newestFirst('receivedAt', paging))
      .lean();
  }

  countWebhookKinds({ text }: Search): Promise<KindCounts> {
    return countKinds(this.webhooks, webhookStates, countedBy(searchWebhooks(text), text !== undefined));
  }

  listMails({ choice, ...search }: Search, paging: Paging) {
    const query = { ...searchMails(search), ...(choice !== undefined && { status: choice }) };
    return this.outbox
      .find(query as QueryFilter<OutboxRecord>, { sealed: 0 }, newestFirst('createdAt', paging))
      .lean();
  }

  countMailKinds(search: Search): Promise<KindCounts> {
    return countKinds(this.outbox, kinds.mails, countedBy(searchMails(search), search.text !== undefined));
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

  /** Events about the payment, or about its order and no payment. */
  listWebhooksOf(paymentId: string, orderId: string | null) {
    const ofOrder = orderId === null ? [] : [{ orderId, paymentId: { $exists: false } }];
    return this.webhooks
      .find({ $or: [{ paymentId }, ...ofOrder] })
      .sort({ receivedAt: 1 })
      .limit(100)
      .lean();
  }

  listMailsOf(paymentId: string, bookingId: string | null) {
    const ofBooking = bookingId === null ? [] : [{ 'mail.bookingId': bookingId }];
    const query = { $or: [{ 'mail.paymentId': paymentId }, ...ofBooking] };
    return this.outbox
      .find(query as QueryFilter<OutboxRecord>, { sealed: 0 })
      .sort({ createdAt: 1 })
      .limit(100)
      .lean();
  }

  countParkedMails(): Promise<number> {
    return this.outbox.countDocuments({ status: 'PARKED' }).exec();
  }

  /** Those that wait for an answer at Razorpay. */
  countOpenDisputes(): Promise<number> {
    return this.disputes.countDocuments({ status: 'open' }).exec();
  }

  countRefunds(): Promise<Readonly<Record<RefundStatus, number>>> {
    return this.refundBacklog.countByStatus();
  }

  /** Events received before a time that are not handled yet. */
  countWaitingWebhooks(before: Date): Promise<number> {
    return this.webhooks.countDocuments({ ...webhookStates.waiting, receivedAt: { $lt: before } }).exec();
  }

  /** The sum in paise, and the number, of payments for seats booked since a time, or until another. */
  sumBooked(since: Date, before?: Date): Promise<PaymentSum> {
    const decidedAt = { $gte: since, ...(before && { $lt: before }) };
    return this.sum({ decidedAt, outcome: 'BOOKED' });
  }

  private async sum(query: object, limit?: number): Promise<PaymentSum> {
    const [sum] = await this.decisions
      .aggregate<PaymentSum>([
        { $match: query },
        ...(limit === undefined ? [] : [{ $limit: limit }]),
        { $group: { _id: null, amount: { $sum: '$amount' }, count: { $sum: 1 } } },
      ])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
    return { amount: sum?.amount ?? 0, count: sum?.count ?? 0 };
  }
}

/** The options of a list's query: one page, by a time. */
function newestFirst(time: string, { skip, limit }: Paging) {
  return { sort: { [time]: -1 as const }, skip, limit, maxTimeMS: SEARCH_TIMEOUT_MS };
}

function searchPayments({ choice, ...wanted }: Search): object {
  return {
    ...searchSales(wanted, { ...ofSale, ids: ['_id', 'orderId', 'bookingId'] }),
    ...withinDays('decidedAt', wanted),
    ...(choice !== undefined && { outcome: choice }),
  };
}

function searchFailures(wanted: Search): object {
  const fields = { user: 'failure.userId', slot: 'failure.timeSlotId', amount: 'failure.amount' };
  return {
    note: 'failed',
    ...searchSales(wanted, { ...fields, ids: ['paymentId', 'orderId'] }),
    ...withinDays('receivedAt', wanted),
  };
}

function searchRefunds(wanted: Omit<Search, 'choice'>): object {
  const ids = ['razorpayPaymentId', 'bookingId', 'razorpayOrderId', 'razorpayRefundId', 'arn'];
  return { ...searchSales(wanted, { ...ofSale, ids }), ...withinDays('createdAt', wanted) };
}

/** The sales found; or those of the user or session with this id; or with another id. */
function searchSales(
  { text, sales }: Pick<Search, 'text' | 'sales'>,
  fields: SaleFields & { readonly ids: readonly string[] },
): object {
  if (sales) return salesOf(sales, fields);
  if (text === undefined) return {};
  const id = toObjectId(text);
  return id ? { $or: [{ [fields.user]: id }, { [fields.slot]: id }] } : oneOf(text, fields.ids);
}

function searchDisputes(text: string | undefined): object {
  return text === undefined ? {} : oneOf(text, ['disputeId', 'paymentId']);
}

/** The name of an event has a dot, an id has none. Its index returns the newest first, which it could not among ids. */
function searchWebhooks(text: string | undefined): object {
  if (text === undefined) return {};
  if (text.includes('.')) return { event: isText(text) };
  return oneOf(text, ['eventId', 'paymentId', 'orderId', 'refundId', 'event']);
}

/** Mails to the people found; or to the user with this id; or with another id. */
function searchMails({ text, userIds }: Pick<Search, 'text' | 'userIds'>): object {
  if (userIds) return { 'mail.userId': { $in: userIds } };
  if (text === undefined) return {};
  const id = toObjectId(text);
  return id ? { 'mail.userId': id } : oneOf(text, ['_id', 'mail.bookingId', 'mail.paymentId']);
}
