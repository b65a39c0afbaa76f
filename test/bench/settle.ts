import { Types } from 'mongoose';
import type { RazorpayGateway, RazorpayOrder, RazorpayPayment } from '../../src/gateways/razorpay/index.ts';
import { offerTerms, toOrderNotes } from '../../src/features/checkout/order-terms.ts';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { newBookingId } from '../../src/shared/ids.ts';
import { createUser } from '../support/builders.ts';
import { collection, createMentor, createSlot } from '../support/journey.ts';
import { startSite, type Site } from '../support/site.ts';
import { median, perSecond, type BenchResult } from './bench-result.ts';

const ROUNDS = 5;
const PAYMENTS = 1_000;
const SLOTS = 50;
const CONCURRENCY = 50;
const GOAL = 0.4;

/**
 * Compares settlePayment, with a Razorpay that answers at once, with the bare driver doing the same
 * findOneAndUpdate and insert. Both run in this process, on the same mongod, with majority and journaled
 * writes.
 */
export async function benchSettle(): Promise<BenchResult> {
  const razorpay = new InstantRazorpay();
  const site = await startSite({ webhooks: false, razorpay: razorpay.gateway });
  try {
    const rates = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const bare = await settleBare(site, await openSlots(site));
      const ours = await settleOurs(site, razorpay, await openSlots(site));
      if (round === 0) continue;
      rates.ours.push(ours);
      rates.bare.push(bare);
    }
    const ratios = rates.ours.map((rate, index) => rate / (rates.bare[index] ?? Number.NaN));
    return {
      name: `Verified payments against the bare driver (${PAYMENTS} over ${SLOTS} slots, ${CONCURRENCY} at once)`,
      figures: {
        ours: perSecond(median(rates.ours), 'payments'),
        bare: perSecond(median(rates.bare), 'payments'),
        'ratios of the rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
      },
      ratio: median(ratios),
      goal: GOAL,
    };
  } finally {
    await site.close();
  }
}

/** Answers as Razorpay would if every order were paid and captured. */
class InstantRazorpay {
  private readonly orders = new Map<string, RazorpayOrder>();
  private readonly payments = new Map<string, RazorpayPayment>();

  readonly gateway = {
    fetchOrder: (id: string) => Promise.resolve(this.orders.get(id)),
    fetchPayment: (id: string) => Promise.resolve(this.payments.get(id)),
  } as Partial<RazorpayGateway> as RazorpayGateway;

  sell(site: Site, slot: TimeSlot, userId: string): { orderId: string; paymentId: string } {
    const bookingId = newBookingId(site.clock);
    const suffix = bookingId.slice(-14);
    const common = { amount: slot.price, currency: 'INR', createdAt: site.clock.now() };
    const orderId = `order_${suffix}`;
    const paymentId = `pay_${suffix}`;
    const notes = toOrderNotes(offerTerms(slot, { bookingId, userId }), site.services.config.site);
    this.orders.set(orderId, {
      ...common,
      id: orderId,
      amountPaid: slot.price,
      receipt: bookingId,
      status: 'paid',
      notes,
    });
    this.payments.set(paymentId, {
      ...common,
      id: paymentId,
      orderId,
      status: 'captured',
      captured: true,
      amountRefunded: 0 as never,
      fee: null,
      tax: null,
      method: 'upi',
      errorDescription: null,
    });
    return { orderId, paymentId };
  }
}

async function openSlots(site: Site): Promise<readonly TimeSlot[]> {
  const mentorId = await createMentor(site);
  return Promise.all(
    Array.from({ length: SLOTS }, () => createSlot(site, { mentorId, maxStudents: PAYMENTS })),
  );
}

async function settleOurs(
  site: Site,
  razorpay: InstantRazorpay,
  slots: readonly TimeSlot[],
): Promise<number> {
  const sales = await Promise.all(
    Array.from({ length: PAYMENTS }, async (_, index) =>
      razorpay.sell(site, slots[index % SLOTS]!, await createUser(site)),
    ),
  );
  return rateOf(sales, async (sale) => {
    const settlement = await site.services.settlePayment.settle(sale);
    if (settlement.kind !== 'booked') throw new Error(settlement.kind);
  });
}

async function settleBare(site: Site, slots: readonly TimeSlot[]): Promise<number> {
  const ids = Array.from({ length: PAYMENTS }, (_, index) => ({
    slot: slots[index % SLOTS]!,
    bookingId: newBookingId(site.clock),
  }));
  return rateOf(ids, async ({ slot, bookingId }) => {
    const userId = new Types.ObjectId();
    const paymentId = `pay_${bookingId.slice(-14)}`;
    const orderId = `order_${bookingId.slice(-14)}`;
    const _id = new Types.ObjectId(slot.id);
    const seat = { bookingId, userId, paymentId, orderId, at: new Date() };
    const claimed = await collection(site, 'timeslots').findOneAndUpdate(
      { _id, $expr: { $lt: ['$currentStudents', '$maxStudents'] } },
      { $inc: { currentStudents: 1 }, $push: { seats: seat } } as object,
      { projection: { seats: 0 } },
    );
    if (!claimed) throw new Error('full');
    await collection(site, 'sessionbookings').insertOne({
      _id: bookingId as never,
      userId,
      timeSlotId: _id,
      mentorId: new Types.ObjectId(slot.mentorId),
      sessionType: slot.sessionType,
      scheduledAt: slot.scheduledAt,
      duration: slot.duration,
      notes: '',
      status: 'SCHEDULED',
      paymentStatus: 'COMPLETED',
      amount: slot.price,
      paymentDetails: {
        razorpayOrderId: orderId,
        razorpayPaymentId: paymentId,
        amount: slot.price,
        currency: 'INR',
      },
      refundPolicy: slot.refundPolicy,
      createdAt: new Date(),
    });
  });
}

/** Items per second at a fixed number of concurrent calls. */
async function rateOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<number> {
  const waiting = [...items];
  const startedAt = performance.now();
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return items.length / ((performance.now() - startedAt) / 1000);
}
