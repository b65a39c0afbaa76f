import { Types } from 'mongoose';
import { collection } from './journey.ts';
import type { Site } from './site.ts';

const MINUTE_MS = 60_000;
/** One in this many rows has a rare state. */
const RARE = 4_000;

/** The ids of one row, to search for. */
export interface RowIds {
  readonly userId: Types.ObjectId;
  readonly mentorId: Types.ObjectId;
  readonly slotId: Types.ObjectId;
}

/**
 * Writes the records of the admin area directly to MongoDB: people, bookings, payments, refunds, disputes,
 * webhooks, mails and audit entries. There are `count` of each, one a minute until now. Almost all are in the
 * usual state.
 */
export async function insertManyRows(site: Site, count: number): Promise<RowIds> {
  const [userIds, slotIds] = [idsOf(count), idsOf(count)];
  const ids = { userId: userIds[7]!, mentorId: new Types.ObjectId(), slotId: slotIds[7]! };
  const rowsOf = makers(site, { ...ids, userIds, slotIds });
  for (const [name, toRow] of Object.entries(rowsOf)) {
    const rows = Array.from({ length: count }, (_, number) => toRow(number));
    // Building an index over existing rows is faster than updating it on each insert.
    await collection(site, name).dropIndexes();
    await collection(site, name).insertMany(rows, { ordered: false });
  }
  await site.services.buildIndexes();
  return ids;
}

function idsOf(count: number): Types.ObjectId[] {
  return Array.from({ length: count }, () => new Types.ObjectId());
}

interface Ids extends RowIds {
  readonly userIds: readonly Types.ObjectId[];
  readonly slotIds: readonly Types.ObjectId[];
}

type Maker = (number: number) => object;

function makers(site: Site, ids: Ids): Readonly<Record<string, Maker>> {
  const now = site.clock.now().getTime();
  const at = (number: number) => new Date(now - number * MINUTE_MS);
  const usually = <T>(number: number, usual: T, rare: T) => (number % RARE === 0 ? rare : usual);
  return { ...peopleMakers(at, ids), ...moneyMakers(at, usually, ids), ...noteMakers(at, usually, ids) };
}

type At = (number: number) => Date;
type Usually = <T>(number: number, usual: T, rare: T) => T;

function peopleMakers(at: At, { userIds, slotIds, mentorId }: Ids): Readonly<Record<string, Maker>> {
  return {
    users: (number) => ({
      _id: userIds[number],
      email: `person.${number}@example.com`,
      name: number % 2 === 0 ? `Asha Rao ${number}` : `Jonas Krüger ${number}`,
      passwordHash: 'not-a-hash',
      roles: number % RARE === 1 ? [] : ['user'],
      ...(number % (RARE / 2) === 0 && { disabledAt: at(number) }),
      ...(number % RARE === 1 && { disabledAt: at(number), deletedAt: at(number) }),
      createdAt: at(number),
    }),
    sessionbookings: (number) => ({
      ...saleOf(number),
      _id: bookingOf(number),
      userId: userIds[number],
      timeSlotId: slotIds[number],
      mentorId,
      scheduledAt: at(number),
      status: number % RARE === 0 ? 'CANCELLED' : 'COMPLETED',
      paymentStatus: 'COMPLETED',
      paymentDetails: { razorpayPaymentId: `pay_${number}`, razorpayOrderId: `order_${number}` },
      createdAt: at(number),
    }),
  };
}

function moneyMakers(at: At, usually: Usually, { userIds, slotIds }: Ids): Readonly<Record<string, Maker>> {
  return {
    payments: (number) => ({
      ...saleOf(number),
      _id: `pay_${number}`,
      orderId: `order_${number}`,
      userId: userIds[number],
      timeSlotId: slotIds[number],
      outcome: usually(number, 'BOOKED', 'REFUND'),
      decidedAt: at(number),
    }),
    refunds: (number) => ({
      ...saleOf(number),
      razorpayPaymentId: `pay_${number}`,
      razorpayOrderId: `order_${number}`,
      razorpayRefundId: `rfnd_${number}`,
      userId: userIds[number],
      timeSlotId: slotIds[number],
      reason: 'USER_CANCELLED',
      status: usually(number, 'PROCESSED', 'FAILED'),
      nextAttemptAt: at(number),
      processedAt: at(number),
      createdAt: at(number),
    }),
    disputes: (number) => ({
      disputeId: `disp_${number}`,
      paymentId: `pay_${number}`,
      amount: 49_900,
      reason: 'fraud',
      status: usually(number, 'won', 'open'),
      respondBy: null,
      toldAt: at(number),
    }),
  };
}

/** One in four events tells of a payment that failed. */
function isFailure(number: number): boolean {
  return number % 4 === 1;
}

function noteMakers(at: At, usually: Usually, { userIds, slotIds }: Ids): Readonly<Record<string, Maker>> {
  return {
    webhookevents: (number) => ({
      eventId: `evt_${number}`,
      event: isFailure(number) ? 'payment.failed' : usually(number, 'order.paid', 'refund.speed_changed'),
      orderId: `order_${number}`,
      paymentId: `pay_${number}`,
      receivedAt: at(number),
      handledAt: at(number),
      note: isFailure(number) ? 'failed' : usually(number, 'booked', 'ignored'),
      ...(isFailure(number) && {
        failure: { userId: userIds[number], timeSlotId: slotIds[number], amount: 49_900 },
      }),
      attempts: 1,
    }),
    outbox: (number) => ({
      _id: `${bookingOf(number)}:booked`,
      mail: { kind: 'booked', userId: String(userIds[number]), bookingId: bookingOf(number) },
      status: usually(number, 'SENT', 'PARKED'),
      createdAt: at(number),
      finishedAt: at(number),
      attempts: 1,
    }),
    auditevents: (number) => ({
      actorId: userIds[number],
      action: usually(number, 'account.details-changed', 'user.disabled'),
      object: { kind: 'user', id: String(userIds[number]) },
      at: at(number),
      outcome: 'done',
    }),
  };
}

function saleOf(number: number) {
  return {
    bookingId: bookingOf(number),
    amount: 49_900,
    currency: 'INR',
    sessionType: 'group',
    duration: 60,
  };
}

function bookingOf(number: number): string {
  return `session_${1_700_000_000_000 + number}_${String(number).padStart(16, '0')}`;
}
