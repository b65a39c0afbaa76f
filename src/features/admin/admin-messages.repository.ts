import type { Model, QueryFilter } from 'mongoose';
import { countedBy, countKinds, isText, type KindCounts, kindsOf } from '../../gateways/mongo/index.ts';
import { mailStatuses, type OutboxRecord } from '../notifications/index.ts';
import {
  type DisputeModel,
  type DisputeRecord,
  disputeStatuses,
  type WebhookEventModel,
  type WebhookEventRecord,
  webhookNotes,
} from '../webhooks/index.ts';
import {
  chosenBy,
  newestFirst,
  oneOf,
  type Paging,
  type Search,
  toObjectId,
} from './admin-search.repository.ts';

const handledNotes = webhookNotes.filter((note) => note !== 'ignored');

/** The states that webhook events are filtered by. */
const webhookStates: Readonly<Record<string, object>> = {
  waiting: { nextAttemptAt: { $exists: true } },
  // Each note is named, so that the index on notes returns the newest first.
  handled: { handledAt: { $exists: true }, note: { $in: [...handledNotes, null] } },
  ignored: { note: 'ignored' },
};

const disputeKinds = kindsOf('status', disputeStatuses);
const mailKinds = kindsOf('status', mailStatuses);

/** Maximum number of webhooks, and of mails, in the story of a payment. */
const MAX_PER_PAYMENT = 100;

/** What Razorpay told us, and what we told people, for the admin pages, newest first. It never writes. */
export class AdminMessagesRepository {
  constructor(
    private readonly webhooks: WebhookEventModel,
    private readonly disputes: DisputeModel,
    private readonly outbox: Model<OutboxRecord>,
  ) {}

  listWebhooks({ text, choice }: Search, paging: Paging) {
    const query = { ...searchWebhooks(text), ...webhookStates[choice ?? ''] };
    return this.webhooks
      .find(query as QueryFilter<WebhookEventRecord>, null, newestFirst('receivedAt', paging))
      .lean();
  }

  countWebhookKinds({ text }: Search): Promise<KindCounts> {
    return countKinds(this.webhooks, webhookStates, countedBy(searchWebhooks(text), text !== undefined));
  }

  /** Events about the payment, or about its order and no payment. */
  listWebhooksOf(paymentId: string, orderId: string | null) {
    const ofOrder = orderId === null ? [] : [{ orderId, paymentId: { $exists: false } }];
    return this.webhooks
      .find({ $or: [{ paymentId }, ...ofOrder] })
      .sort({ receivedAt: 1 })
      .limit(MAX_PER_PAYMENT)
      .lean();
  }

  /** Events received before a time that are not handled yet. */
  countWaitingWebhooks(before: Date): Promise<number> {
    return this.webhooks.countDocuments({ ...webhookStates.waiting, receivedAt: { $lt: before } }).exec();
  }

  listDisputes(search: Search, paging: Paging) {
    const query = { ...searchDisputes(search.text), ...chosenBy('status', search) };
    return this.disputes
      .find(query as QueryFilter<DisputeRecord>, null, newestFirst('toldAt', paging))
      .lean();
  }

  countDisputeKinds({ text }: Search): Promise<KindCounts> {
    return countKinds(this.disputes, disputeKinds, countedBy(searchDisputes(text), text !== undefined));
  }

  /** Those that wait for an answer at Razorpay. */
  countOpenDisputes(): Promise<number> {
    return this.disputes.countDocuments({ status: 'open' }).exec();
  }

  listMails(search: Search, paging: Paging) {
    const query = { ...searchMails(search), ...chosenBy('status', search) };
    return this.outbox
      .find(query as QueryFilter<OutboxRecord>, { sealed: 0 }, newestFirst('createdAt', paging))
      .lean();
  }

  countMailKinds(search: Search): Promise<KindCounts> {
    return countKinds(this.outbox, mailKinds, countedBy(searchMails(search), search.text !== undefined));
  }

  listMailsOf(paymentId: string, bookingId: string | null) {
    const ofBooking = bookingId === null ? [] : [{ 'mail.bookingId': bookingId }];
    const query = { $or: [{ 'mail.paymentId': paymentId }, ...ofBooking] };
    return this.outbox
      .find(query as QueryFilter<OutboxRecord>, { sealed: 0 })
      .sort({ createdAt: 1 })
      .limit(MAX_PER_PAYMENT)
      .lean();
  }

  countParkedMails(): Promise<number> {
    return this.outbox.countDocuments({ status: 'PARKED' }).exec();
  }
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
