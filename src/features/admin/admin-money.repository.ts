import type { Model, QueryFilter } from 'mongoose';
import {
  addCounts,
  countedBy,
  countKinds,
  isOneOfTexts,
  isText,
  type KindCounts,
  SEARCH_TIMEOUT_MS,
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
  oneOf,
  type Paging,
  type PaymentSum,
  type Search,
  toObjectId,
  withinDays,
} from './admin-people.repository.ts';
import { kindsOf } from './bounded-search.repository.ts';

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

type Wanted = Pick<Search, 'text' | 'userIds'>;

function searchPayments({ choice, from, before, ...wanted }: Search): object {
  return {
    ...payersOf(wanted),
    ...withinDays('decidedAt', { from, before }),
    ...(choice !== undefined && { outcome: choice }),
  };
}

function payersOf(wanted: Wanted): object {
  return salesBy(wanted, { user: 'userId', slot: 'timeSlotId', ids: ['_id', 'orderId', 'bookingId'] });
}

function searchFailures({ from, before, ...wanted }: Search): object {
  const fields = { user: 'failure.userId', slot: 'failure.timeSlotId', ids: ['paymentId', 'orderId'] };
  return { note: 'failed', ...salesBy(wanted, fields), ...withinDays('receivedAt', { from, before }) };
}

interface SaleFields {
  readonly user: string;
  readonly slot: string;
  readonly ids: readonly string[];
}

/** Sales to the people found or of the sessions found; or of the user or session with this id; or with another id. */
function salesBy(wanted: Wanted & Pick<Search, 'slotIds'>, { user, slot, ids }: SaleFields): object {
  const { text, userIds, slotIds = [] } = wanted;
  const id = text === undefined ? undefined : toObjectId(text);
  if (id) return { $or: [{ [user]: id }, { [slot]: id }] };
  if (userIds && slotIds.length > 0)
    return { $or: [{ [user]: { $in: userIds } }, { [slot]: { $in: slotIds } }] };
  return searchOf(wanted, user, ids);
}

function searchRefunds(wanted: Omit<Search, 'choice'>): object {
  const ids = ['razorpayPaymentId', 'bookingId', 'razorpayOrderId', 'razorpayRefundId', 'arn'];
  return { ...searchOf(wanted, 'userId', ids), ...withinDays('createdAt', wanted) };
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

function searchMails(wanted: Wanted): object {
  return searchOf(wanted, 'mail.userId', ['_id', 'mail.bookingId', 'mail.paymentId']);
}

/** Rows of the people found; or of the user with this id; or with the text as one of their other ids. */
function searchOf({ text, userIds }: Wanted, person: string, otherIds: readonly string[]): object {
  if (userIds) return { [person]: { $in: userIds } };
  if (text === undefined) return {};
  const id = toObjectId(text);
  return id ? { [person]: id } : oneOf(text, [...otherIds]);
}
