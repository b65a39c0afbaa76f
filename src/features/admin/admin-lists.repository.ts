import { type Connection, type Document, Types } from 'mongoose';
import { isBookingId, isObjectId } from '../../shared/ids.ts';
import { literalPattern } from '../../shared/literal-pattern.ts';
import type { UserRecord } from '../accounts/index.ts';
import type { SessionBookingRecord } from '../bookings/index.ts';
import type { OutboxRecord } from '../notifications/index.ts';
import type { RefundRecord } from '../refunds/index.ts';
import type { TimeSlotRecord } from '../slots/index.ts';
import type { WebhookEventRecord } from '../webhooks/index.ts';

export interface Paging {
  readonly skip: number;
  readonly limit: number;
}

type Query = Record<string, unknown>;

interface Listing extends Paging {
  readonly collection: string;
  readonly query: Query;
  readonly sort: Record<string, 1 | -1>;
  readonly fields?: Record<string, 0>;
}

/** Milliseconds after which a search is given up: an admin's curiosity must not slow down who pays. */
const PATIENCE_MS = 3000;

/** Reads the collections as they are, the newest first, for people who look after the site. Nothing here writes. */
export class AdminListsRepository {
  constructor(private readonly connection: Connection) {}

  listUsers(search: string | undefined, role: string | undefined, paging: Paging) {
    const query = { ...searchUsers(search), ...(role !== undefined && { roles: role }) };
    const sort = { _id: -1 } as const;
    return this.list<UserRecord>({
      collection: 'users',
      query,
      sort,
      ...paging,
      fields: { passwordHash: 0 },
    });
  }

  listSlots(search: string | undefined, status: string | undefined, paging: Paging) {
    const query = { ...searchSlots(search), ...(status !== undefined && { status }) };
    const sort = { _id: -1 } as const;
    return this.list<TimeSlotRecord>({
      collection: 'timeslots',
      query,
      sort,
      ...paging,
      fields: { seats: 0 },
    });
  }

  listBookings(search: string | undefined, status: string | undefined, paging: Paging) {
    const query = { ...searchBookings(search), ...(status !== undefined && { status }) };
    // The id begins with the time at which the booking was prepared.
    return this.list<SessionBookingRecord>({
      collection: 'sessionbookings',
      query,
      sort: { _id: -1 },
      ...paging,
    });
  }

  listRefunds(search: string | undefined, status: string | undefined, paging: Paging) {
    const query = { ...searchRefunds(search), ...(status !== undefined && { status }) };
    return this.list<RefundRecord>({ collection: 'refunds', query, sort: { createdAt: -1 }, ...paging });
  }

  listWebhooks(search: string | undefined, state: string | undefined, paging: Paging) {
    const query = { ...searchWebhooks(search), ...webhookStates[state ?? ''] };
    return this.list<WebhookEventRecord>({
      collection: 'webhookevents',
      query,
      sort: { receivedAt: -1 },
      ...paging,
    });
  }

  listMails(search: string | undefined, status: string | undefined, paging: Paging) {
    const query = { ...searchMails(search), ...(status !== undefined && { status }) };
    return this.list<OutboxRecord>({
      collection: 'outbox',
      query,
      sort: { createdAt: -1 },
      ...paging,
      fields: { sealed: 0 },
    });
  }

  /** Mails that wait for a person. */
  countParkedMails(): Promise<number> {
    return this.connection.collection('outbox').countDocuments({ status: 'PARKED' });
  }

  /** How many refunds are in each state. */
  async countRefunds(): Promise<ReadonlyMap<string, number>> {
    const groups = await this.connection
      .collection('refunds')
      .aggregate<{ _id: string; count: number }>([{ $group: { _id: '$status', count: { $sum: 1 } } }])
      .toArray();
    return new Map(groups.map(({ _id, count }) => [_id, count]));
  }

  /** Events that are not handled yet. */
  countWaitingWebhooks(): Promise<number> {
    return this.connection.collection('webhookevents').countDocuments(webhookStates.waiting);
  }

  private async list<Row>({
    collection,
    query,
    sort,
    skip,
    limit,
    fields = {},
  }: Listing): Promise<readonly Row[]> {
    const rows = await this.connection
      .collection<Document>(collection)
      .find(query, { projection: fields, maxTimeMS: PATIENCE_MS })
      .sort(sort)
      .skip(skip)
      .limit(limit)
      .toArray();
    return rows as unknown as readonly Row[];
  }
}

export const webhookStates: Readonly<Record<string, Query>> = {
  waiting: { nextAttemptAt: { $exists: true } },
  handled: { handledAt: { $exists: true }, note: { $ne: 'ignored' } },
  ignored: { note: 'ignored' },
};

function searchUsers(text: string | undefined): Query {
  if (text === undefined) return {};
  const id = toObjectId(text);
  if (id) return { _id: id };
  const pattern = literalPattern(text.normalize('NFC'));
  return { $or: [{ email: pattern }, { name: pattern }] };
}

function searchSlots(text: string | undefined): Query {
  if (text === undefined) return {};
  const id = toObjectId(text);
  if (!id) return { title: literalPattern(text.normalize('NFC')) };
  return { $or: [{ _id: id }, { mentorId: id }] };
}

function searchBookings(text: string | undefined): Query {
  if (text === undefined) return {};
  if (isBookingId(text)) return { _id: text };
  const id = toObjectId(text);
  if (!id) return oneOf(text, ['paymentDetails.razorpayPaymentId', 'paymentDetails.razorpayOrderId']);
  return { $or: [{ userId: id }, { mentorId: id }, { timeSlotId: id }] };
}

function searchRefunds(text: string | undefined): Query {
  if (text === undefined) return {};
  const userId = toObjectId(text);
  if (userId) return { userId };
  return oneOf(text, ['razorpayPaymentId', 'bookingId', 'razorpayOrderId', 'razorpayRefundId']);
}

function searchWebhooks(text: string | undefined): Query {
  return text === undefined ? {} : oneOf(text, ['eventId', 'paymentId', 'orderId', 'refundId', 'event']);
}

function searchMails(text: string | undefined): Query {
  if (text === undefined) return {};
  const userId = toObjectId(text);
  return userId ? { 'mail.userId': userId } : oneOf(text, ['_id', 'mail.bookingId', 'mail.paymentId']);
}

function toObjectId(text: string): Types.ObjectId | undefined {
  return isObjectId(text) ? new Types.ObjectId(text) : undefined;
}

function oneOf(text: string, fields: readonly string[]): Query {
  return { $or: fields.map((field) => ({ [field]: text })) };
}
